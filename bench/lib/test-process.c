// SPDX-License-Identifier: GPL-2.0-only
/* A child that takes no signal, and a clock that does not make us wait. */
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "lib/process.h"

static bool deaf;
static time_t ahead_s;
static struct error err;

/* Stands in for the C library's: a process in a wait of the kernel's. */
int kill(pid_t pid, int signal_number)
{
	if (deaf)
		return 0;
	return syscall(SYS_kill, pid, signal_number);
}

/* Stands in for the C library's: a second passes with each look at it. */
int clock_gettime(clockid_t clock, struct timespec *now)
{
	int ret = syscall(SYS_clock_gettime, clock, now);

	if (deaf)
		now->tv_sec += ++ahead_s;
	return ret;
}

static void sleep_start(struct process *process)
{
	char *words[] = { (char *)"sleep", (char *)"60", NULL };
	const struct argv argv = { .words = words, .count = 2 };
	const struct process_setup setup = { 0 };

	assert_int_equal(process_start(process, &argv, &setup, &err), 0);
}

static void a_child_that_is_killed_is_reaped(void **state)
{
	struct process process;
	pid_t pid;

	(void)state;
	sleep_start(&process);
	pid = process.pid;
	assert_int_equal(process_kill(&process), 0);
	assert_int_equal(process.pid, 0);
	assert_int_equal(waitpid(pid, NULL, WNOHANG), -1);
	assert_int_equal(process_kill(&process), 0);
}

static void a_child_that_sigkill_does_not_end_is_left_behind(void **state)
{
	struct process process;
	pid_t pid;

	(void)state;
	sleep_start(&process);
	pid = process.pid;
	deaf = true;
	assert_int_equal(process_kill(&process), -ETIMEDOUT);
	deaf = false;
	assert_int_equal(process.pid, 0);
	assert_int_equal(kill(pid, SIGKILL), 0);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
}

static void the_sentence_tells_of_what_is_left_behind(void **state)
{
	char *words[] = { (char *)"sleep", (char *)"60", NULL };
	const struct argv argv = { .words = words, .count = 2 };
	const struct process_setup setup = { 0 };

	(void)state;
	assert_int_equal(process_run(&argv, &setup, 1, &err), -ETIMEDOUT);
	assert_string_equal(err.text, "sleep: no end within 0 s");
	deaf = true;
	assert_int_equal(process_run(&argv, &setup, 1, &err), -ETIMEDOUT);
	deaf = false;
	assert_string_equal(err.text, "sleep: no end within 0 s, and SIGKILL "
			    "does not end it");
}

static void a_program_speaks_the_c_locale_wherever_we_run(void **state)
{
	char *words[] = { (char *)"printenv", (char *)"LC_ALL", NULL };
	const struct argv argv = { .words = words, .count = 2 };
	char *text = NULL;

	(void)state;
	assert_int_equal(setenv("LC_ALL", "de_DE.UTF-8", 1), 0);
	assert_int_equal(process_output(&argv, 10000000000ull, &text, &err),
			 0);
	assert_string_equal(text, "C\n");
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_child_that_is_killed_is_reaped),
		cmocka_unit_test(
			a_child_that_sigkill_does_not_end_is_left_behind),
		cmocka_unit_test(the_sentence_tells_of_what_is_left_behind),
		cmocka_unit_test(
			a_program_speaks_the_c_locale_wherever_we_run),
	};

	return cmocka_run_group_tests_name("lib/process", tests, NULL, NULL);
}
