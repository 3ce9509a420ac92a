// SPDX-License-Identifier: GPL-2.0-only
/* Timed runs take turns, and who has none waits or is interrupted. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "lib/interrupt.h"
#include "lib/lock.h"
#include "session/turn.h"

static char device[] = "/tmp/test-turn-XXXXXX";

static int make_device(void **state)
{
	int fd = mkstemp(device);

	(void)state;
	close(fd);
	return fd < 0;
}

static int remove_device(void **state)
{
	(void)state;
	return unlink(device);
}

static void one_has_it_until_it_closes(void **state)
{
	struct error err;
	int other = lock_open(device, &err);
	int turn = turn_wait(device, &err);

	(void)state;
	assert_true(turn > 0);
	assert_false(lock_try(other, LOCK_EX));
	close(turn);
	assert_true(lock_try(other, LOCK_EX));
	close(other);
}

static void who_waits_can_be_interrupted(void **state)
{
	struct error err;
	int other = lock_open(device, &err);
	int status;
	pid_t pid;

	(void)state;
	assert_true(lock_try(other, LOCK_EX));
	pid = fork();
	if (pid == 0) {
		struct error said;

		interrupt_catch();
		raise(SIGINT);
		_exit(turn_wait(device, &said) == -EINTR ? 0 : 1);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	close(other);
}

static void without_a_device_there_is_nothing_to_wait_for(void **state)
{
	struct error err;

	(void)state;
	assert_int_equal(turn_wait("/nonexistent/kvm", &err), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_has_it_until_it_closes),
		cmocka_unit_test(who_waits_can_be_interrupted),
		cmocka_unit_test(without_a_device_there_is_nothing_to_wait_for),
	};

	return cmocka_run_group_tests(tests, make_device, remove_device);
}
