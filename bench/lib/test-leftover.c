// SPDX-License-Identifier: GPL-2.0-only
/*
 * What was left by a killed numaboot goes, whatever it is, and nothing else.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>

#include <cmocka.h>

#include "lib/alloc.h"
#include "lib/clock.h"
#include "lib/file.h"
#include "lib/leftover.h"
#include "lib/lock.h"

static void a_name_tells(void **state)
{
	(void)state;
	assert_true(leftover_is_fresh("samples.csv.4711.new"));
	assert_true(leftover_is_fresh("a.1.new"));
	assert_false(leftover_is_fresh("what.is.new"));
	assert_false(leftover_is_fresh("main.12.new.c"));
	assert_false(leftover_is_fresh(".12.new"));
	assert_false(leftover_is_fresh("12.new"));
	assert_false(leftover_is_fresh("a..new"));
	assert_false(leftover_is_fresh("new"));
	assert_true(leftover_is_partial("0a1b.12.partial"));
	assert_true(leftover_is_partial("b0-arm-uma-2M-wall.partial"));
	assert_false(leftover_is_partial(".partial"));
	assert_false(leftover_is_partial("partial"));
	assert_false(leftover_is_partial("partial.c"));
}

static char folder[] = "/tmp/test-leftover-XXXXXX";

static char *in_folder(const char *name)
{
	return xasprintf("%s/%s", folder, name);
}

static void make(const char *name)
{
	char *path = in_folder(name);
	struct error err;

	assert_int_equal(file_write(path, "", 0, &err), 0);
	free(path);
}

static void make_folder(const char *name)
{
	char *path = in_folder(name);
	struct error err;

	assert_int_equal(directory_make(path, &err), 0);
	free(path);
}

static bool is_there(const char *name)
{
	char *path = in_folder(name);
	bool there = file_exists(path);

	free(path);
	return there;
}

static bool is_left(const char *name)
{
	return leftover_is_fresh(name) || leftover_is_partial(name);
}

static void a_sweep_takes_what_is_left_and_goes_so_deep(void **state)
{
	struct error err;

	(void)state;
	assert_non_null(mkdtemp(folder));
	make("run.json");
	make("run.json.7.new");
	make_folder("runs/one/b");
	make_folder("runs/two.partial/report.tmp");
	make("runs/two.partial/file");
	make("runs/one/sealed.7.new");
	leftover_sweep(folder, 2, is_left);
	assert_true(is_there("run.json"));
	assert_false(is_there("run.json.7.new"));
	assert_false(is_there("runs/two.partial"));
	assert_true(is_there("runs/one/b"));
	assert_true(is_there("runs/one/sealed.7.new"));
	leftover_sweep(folder, 9, is_left);
	assert_false(is_there("runs/one/sealed.7.new"));
	assert_int_equal(directory_remove(folder, &err), 0);
	leftover_sweep(folder, 2, is_left);
}

static void a_lock_is_shared_or_alone(void **state)
{
	char path[] = "/tmp/test-lock-XXXXXX";
	struct error err;
	int made = mkstemp(path);
	int one = lock_open(path, &err);
	int two = lock_open(path, &err);

	(void)state;
	assert_true(made >= 0 && one >= 0 && two >= 0);
	assert_true(lock_try(one, LOCK_EX));
	assert_false(lock_try(two, LOCK_SH));
	assert_int_equal(lock_wait(two, LOCK_SH, path, NULL, clock_now_ns(),
				   &err), -ETIMEDOUT);
	assert_true(lock_try(one, LOCK_SH));
	assert_true(lock_try(two, LOCK_SH));
	assert_false(lock_try(two, LOCK_EX));
	close(one);
	assert_int_equal(lock_wait(two, LOCK_EX, path, NULL,
				   clock_now_ns() + NS_PER_S, &err), 0);
	close(two);
	close(made);
	unlink(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_name_tells),
		cmocka_unit_test(a_sweep_takes_what_is_left_and_goes_so_deep),
		cmocka_unit_test(a_lock_is_shared_or_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
