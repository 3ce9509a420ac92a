// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "evidence/files.h"
#include "evidence/run.h"

static struct error err;
static char folder[] = "/tmp/test-run-XXXXXX";
static struct run_evidence evidence;

static int begin(void **state)
{
	(void)state;
	strcpy(strrchr(folder, '-'), "-XXXXXX");
	evidence = run_evidence_open(mkdtemp(folder), NULL, NULL);
	return 0;
}

static int end(void **state)
{
	(void)state;
	run_evidence_close(&evidence);
	return rmdir(folder);
}

static void put(enum evidence_file file, const char *text)
{
	char *path = evidence_path(folder, file);
	FILE *out = fopen(path, "w");

	assert_non_null(out);
	fputs(text, out);
	fclose(out);
	free(path);
}

static void drop(enum evidence_file file)
{
	char *path = evidence_path(folder, file);

	assert_int_equal(unlink(path), 0);
	free(path);
}

static void the_guest_is_read_once(void **state)
{
	const struct guest_records *first, *second;

	(void)state;
	put(EVIDENCE_GUEST, "{\"record\":\"hello\",\"kernel\":\"6.1\"}\n");
	assert_int_equal(evidence_guest(&evidence, &first, &err), 0);
	drop(EVIDENCE_GUEST);
	assert_int_equal(evidence_guest(&evidence, &second, &err), 0);
	assert_ptr_equal(first, second);
	assert_string_equal(second->log.kernel, "6.1");
}

static void the_console_is_read_once(void **state)
{
	const struct console *first, *second;

	(void)state;
	put(EVIDENCE_CONSOLE, "one\ntwo\n");
	assert_int_equal(evidence_console(&evidence, &first, &err), 0);
	drop(EVIDENCE_CONSOLE);
	assert_int_equal(evidence_console(&evidence, &second, &err), 0);
	assert_ptr_equal(first, second);
	assert_int_equal(second->count, 2);
	assert_string_equal(second->lines[1].text, "two");
}

static void the_result_is_read_once(void **state)
{
	const struct result *first, *second;

	(void)state;
	put(EVIDENCE_RESULT, "{\"end_state\":\"timeout\",\"reason\":\"r\","
	    "\"accelerator\":\"tcg\",\"hello_ns\":1,\"end_ns\":2}\n");
	assert_int_equal(evidence_result(&evidence, &first, &err), 0);
	drop(EVIDENCE_RESULT);
	assert_int_equal(evidence_result(&evidence, &second, &err), 0);
	assert_ptr_equal(first, second);
	assert_int_equal(second->end_ns, 2);
}

/* Nothing is read before somebody asks, and a failure is not kept. */
static void what_was_not_there_is_looked_for_again(void **state)
{
	const struct guest_records *guest;
	const struct console *console;

	(void)state;
	assert_int_equal(evidence_console(&evidence, &console, &err),
			 -ENOENT);
	assert_non_null(strstr(err.text, "console.log"));
	assert_int_equal(evidence_guest(&evidence, &guest, &err), -ENOENT);
	assert_non_null(strstr(err.text, "guest.jsonl"));
	put(EVIDENCE_CONSOLE, "one\n");
	put(EVIDENCE_GUEST, "{\"record\":\"hello\"}\n");
	assert_int_equal(evidence_console(&evidence, &console, &err), 0);
	assert_int_equal(console->count, 1);
	assert_int_equal(evidence_guest(&evidence, &guest, &err), 0);
	assert_true(guest->log.hello);
	drop(EVIDENCE_CONSOLE);
	drop(EVIDENCE_GUEST);
}

/* How often each was called. */
static int parsed_count, released_count;

static int parse(void *parsed, const struct run_evidence *run,
		 struct error *error)
{
	const struct console *console;
	int ret = evidence_console(run, &console, error);

	parsed_count++;
	if (ret == 0)
		*(size_t *)parsed = console->count;
	return ret;
}

static void release(void *parsed)
{
	(void)parsed;
	released_count++;
}

static void what_is_parsed_is_kept_for_each_parser(void **state)
{
	static const struct evidence_parser one = {
		sizeof(size_t), parse, release,
	};
	static const struct evidence_parser other = {
		sizeof(size_t), parse, release,
	};
	const void *first, *second;

	(void)state;
	assert_int_equal(evidence_parsed(&evidence, &one, &first, &err),
			 -ENOENT);
	assert_int_equal(released_count, 1);
	put(EVIDENCE_CONSOLE, "one\ntwo\n");
	assert_int_equal(evidence_parsed(&evidence, &one, &first, &err), 0);
	drop(EVIDENCE_CONSOLE);
	assert_int_equal(evidence_parsed(&evidence, &one, &second, &err), 0);
	assert_ptr_equal(first, second);
	assert_int_equal(*(const size_t *)first, 2);
	assert_int_equal(parsed_count, 2);
	assert_int_equal(evidence_parsed(&evidence, &other, &second, &err), 0);
	assert_ptr_not_equal(first, second);
	assert_int_equal(parsed_count, 3);
	assert_int_equal(released_count, 1);
	run_evidence_close(&evidence);
	assert_int_equal(released_count, 3);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_guest_is_read_once),
		TEST(the_console_is_read_once),
		TEST(the_result_is_read_once),
		TEST(what_was_not_there_is_looked_for_again),
		TEST(what_is_parsed_is_kept_for_each_parser),
	};

	return cmocka_run_group_tests_name("run", tests, NULL, NULL);
}
