// SPDX-License-Identifier: GPL-2.0-only
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "kernel/steps.h"

/* A build of six steps, by two jobs, with what else a log has. */
static const char whole[] =
	"series: 0001-one.patch: applied\n"
	"make: Entering directory '/x'\n"
	"  CC      one.o\n"
	"  CC      two.o\n"
	"one.c:1:1: warning: of something\n"
	"  AR      built-in.a\n"
	"  CC      three.o\n"
	"  LD      vmlinux\n"
	"  CC      one.o\n"
	"  BUILD   bzImage\n"
	"Kernel: bzImage is ready\n";

static struct steps known;

static int read_known(void **state)
{
	char path[] = "/tmp/numaboot-steps.XXXXXX";
	int fd = mkstemp(path);
	ssize_t written = write(fd, whole, strlen(whole));

	(void)state;
	close(fd);
	steps_read(&known, path);
	unlink(path);
	return written != (ssize_t)strlen(whole);
}

static int release_known(void **state)
{
	(void)state;
	steps_release(&known);
	return 0;
}

static void expect_told(const struct steps *like, const char *log,
			uint64_t taken_s, const char *wanted)
{
	char *told = steps_tell(like, steps_see(like, log), taken_s);

	assert_string_equal(told, wanted);
	free(told);
}

static void a_build_from_the_start_is_told_by_its_steps(void **state)
{
	(void)state;
	expect_told(&known, "  CC      one.o\n  CC      two.o\n", 10,
		    "step 2 of 7, 10 s, about 25 s left");
	expect_told(&known, whole, 60, "step 7 of 7, 60 s, about 0 s left");
}

static void a_build_of_a_few_steps_is_told_by_its_place(void **state)
{
	(void)state;
	expect_told(&known, "  CC      three.o\n", 8,
		    "step 4 of 7 (1 made), 8 s, about 6 s left");
	expect_told(&known, "  CC      three.o\n  LD      vmlinux\n", 10,
		    "step 5 of 7 (2 made), 10 s, about 4 s left");
}

static void steps_of_two_jobs_may_change_places(void **state)
{
	(void)state;
	expect_told(&known, "  CC      two.o\n  CC      one.o\n", 10,
		    "step 2 of 7, 10 s, about 25 s left");
}

static void what_nobody_knows_is_said_so(void **state)
{
	const struct steps none = { 0 };

	(void)state;
	expect_told(&none, "  CC      one.o\n", 3,
		    "1 step so far, 3 s");
	expect_told(&known, "  CC      new.o\n  CC      other.o\n", 3,
		    "2 steps so far, 3 s");
	expect_told(&known, "", 0, "0 steps so far, 0 s");
}

static void a_new_file_and_half_a_line_move_nothing(void **state)
{
	(void)state;
	expect_told(&known,
		    "  CC      one.o\n  CC      new.o\n  LD      vmlinux", 10,
		    "step 1 of 7 (2 made), 10 s, about 60 s left");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_build_from_the_start_is_told_by_its_steps),
		cmocka_unit_test(a_build_of_a_few_steps_is_told_by_its_place),
		cmocka_unit_test(steps_of_two_jobs_may_change_places),
		cmocka_unit_test(what_nobody_knows_is_said_so),
		cmocka_unit_test(a_new_file_and_half_a_line_move_nothing),
	};

	return cmocka_run_group_tests(tests, read_known, release_known);
}
