// SPDX-License-Identifier: GPL-2.0-only
/* A second Ctrl-C ends a program that is stuck, and its children. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "lib/clock.h"
#include "lib/interrupt.h"

/* Says a byte once all is ready; what it keeps open ends with all of it. */
static void be_stuck(int fd)
{
	pid_t child;

	interrupt_catch();
	child = fork();
	if (child == 0) {
		setpgid(0, 0);
		for (;;)
			pause();
	}
	setpgid(child, child);
	interrupt_adopt(child);
	if (write(fd, "", 1) != 1)
		_exit(1);
	for (;;)
		pause();
}

static void the_second_signal_ends_at_once(void **state)
{
	/* More than what counts as one press. */
	const struct timespec pause = { .tv_nsec = 250 * NS_PER_MS };
	int fds[2];
	int status;
	char byte;
	pid_t pid;

	(void)state;
	assert_int_equal(pipe(fds), 0);
	pid = fork();
	if (pid == 0)
		be_stuck(fds[1]);
	close(fds[1]);
	assert_int_equal(read(fds[0], &byte, 1), 1);
	kill(pid, SIGINT);
	kill(pid, SIGINT);
	nanosleep(&pause, NULL);
	assert_int_equal(waitpid(pid, &status, WNOHANG), 0);
	kill(pid, SIGINT);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 128 + SIGINT);
	assert_int_equal(read(fds[0], &byte, 1), 0);
	close(fds[0]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_second_signal_ends_at_once),
	};

	return cmocka_run_group_tests_name("lib/interrupt", tests, NULL, NULL);
}
