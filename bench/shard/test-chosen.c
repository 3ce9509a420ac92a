// SPDX-License-Identifier: GPL-2.0-only
/* Of which try a run is taken, and that a timed block is of one try. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "evidence/endstate.h"
#include "lib/alloc.h"
#include "lib/file.h"
#include "shard/chosen.h"

static char folder[] = "/tmp/test-chosen-XXXXXX";

static struct cell_record cells[] = {
	{ .run_id = "b0-canary", .block = 0 },
	{ .run_id = "b0-a", .block = 0 },
	{ .run_id = "b0-b", .block = 0 },
	{ .run_id = "b1-a", .block = 1 },
	{ .run_id = "b1-b", .block = 1 },
};

static int make_folder(void **state)
{
	(void)state;
	return !mkdtemp(folder);
}

static int remove_folder(void **state)
{
	struct error err;

	(void)state;
	return directory_remove(folder, &err);
}

static struct attempt make_attempt(const char *name, int shard)
{
	return (struct attempt){
		.shard = shard,
		.host = xstrdup(name),
		.path = xasprintf("%s/%s", folder, name),
		.reason = xstrdup(""),
	};
}

static void seal(const struct attempt *attempt, const char *run_id,
		 const char *end_state)
{
	char *run = attempt_run(attempt, run_id);
	char *path = xasprintf("%s/result.json", run);
	char *text = xasprintf("{\"end_state\": \"%s\", \"reason\": \"\", \"accelerator\": \"tcg-icount\", \"qemu_version\": \"\", \"exit_status\": 0, \"hello_ns\": 0, \"end_ns\": 0, \"host_cpus\": null, \"host_nodes\": null}\n",
			       end_state);
	struct error err;

	assert_int_equal(directory_make(run, &err), 0);
	assert_int_equal(file_write(path, text, strlen(text), &err), 0);
	free(text);
	free(path);
	free(run);
}

/* Which try, or -1. */
static int taken(const struct chosen *chosen, const struct attempts *attempts,
		 size_t cell)
{
	return chosen->from[cell] ? (int)(chosen->from[cell] - attempts->list) :
				    -1;
}

static struct attempts two_tries(int shard)
{
	struct attempts attempts = {
		.list = xcalloc(2, sizeof(*attempts.list)),
		.count = 2,
	};

	attempts.list[0] = make_attempt("first", shard);
	attempts.list[1] = make_attempt("second", shard);
	return attempts;
}

static void the_first_that_sealed_a_run_gives_it(void **state)
{
	int shards[] = { 0, 1, 1, 2, 1 };
	struct frozen frozen = {
		.record = { .cells = cells, .cell_count = 5 },
		.shards = shards, .count = 2,
	};
	struct attempts attempts = two_tries(1);
	struct chosen chosen;

	(void)state;
	seal(&attempts.list[0], "b0-b", "completed");
	seal(&attempts.list[1], "b0-b", "completed");
	seal(&attempts.list[0], "b0-a", "qemu-killed");
	seal(&attempts.list[1], "b0-a", "guest-panic");
	/* Of another shard. */
	seal(&attempts.list[1], "b1-a", "completed");
	chosen_make(&chosen, &frozen, &attempts);
	assert_int_equal(taken(&chosen, &attempts, 0), -1);
	assert_false(chosen_lacks(&chosen, 0));
	assert_int_equal(taken(&chosen, &attempts, 1), 1);
	assert_int_equal(taken(&chosen, &attempts, 2), 0);
	assert_true(chosen_lacks(&chosen, 3));
	assert_true(chosen_lacks(&chosen, 4));
	assert_int_equal(chosen.missing, 2);
	chosen_release(&chosen);

	/* A host that is left out gives nothing. */
	attempts.list[0].state = ATTEMPT_DIFFERS;
	chosen_make(&chosen, &frozen, &attempts);
	assert_int_equal(taken(&chosen, &attempts, 2), 1);
	chosen_release(&chosen);
	attempts_release(&attempts);
}

static void the_runs_of_a_timed_block_are_of_one_try(void **state)
{
	int shards[] = { 1, 1, 1, 1, 1 };
	struct frozen frozen = {
		.record = { .cells = cells, .cell_count = 5 },
		.shards = shards, .count = 1, .timed = true,
	};
	struct attempts attempts = two_tries(1);
	struct chosen chosen;

	(void)state;
	free(attempts.list[0].path);
	free(attempts.list[1].path);
	attempts.list[0].path = xasprintf("%s/timed", folder);
	attempts.list[1].path = xasprintf("%s/timed-too", folder);
	/* All of block 1 is there, but not of one try. */
	for (int i = 0; i < 4; i++)
		seal(&attempts.list[0], cells[i].run_id, "completed");
	seal(&attempts.list[1], "b1-b", "completed");
	chosen_make(&chosen, &frozen, &attempts);
	assert_int_equal(taken(&chosen, &attempts, 2), 0);
	assert_true(chosen_lacks(&chosen, 3));
	assert_true(chosen_lacks(&chosen, 4));
	chosen_release(&chosen);

	seal(&attempts.list[1], "b1-a", "completed");
	chosen_make(&chosen, &frozen, &attempts);
	assert_int_equal(taken(&chosen, &attempts, 0), 0);
	assert_int_equal(taken(&chosen, &attempts, 3), 1);
	assert_int_equal(taken(&chosen, &attempts, 4), 1);
	assert_int_equal(chosen.missing, 0);
	chosen_release(&chosen);
	attempts_release(&attempts);
}

static void a_host_is_named_once(void **state)
{
	struct attempts attempts = two_tries(1);
	const struct attempt *first, *second;

	(void)state;
	assert_null(attempts_excluded(&attempts, NULL));
	attempts.list[0].state = ATTEMPT_REFUSED;
	attempts.list[1].state = ATTEMPT_DIFFERS;
	first = attempts_excluded(&attempts, NULL);
	assert_ptr_equal(first, &attempts.list[0]);
	second = attempts_excluded(&attempts, first);
	assert_ptr_equal(second, &attempts.list[1]);
	assert_null(attempts_excluded(&attempts, second));
	free(attempts.list[1].host);
	attempts.list[1].host = xstrdup("first");
	assert_null(attempts_excluded(&attempts, first));
	attempts_release(&attempts);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_that_sealed_a_run_gives_it),
		cmocka_unit_test(the_runs_of_a_timed_block_are_of_one_try),
		cmocka_unit_test(a_host_is_named_once),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
