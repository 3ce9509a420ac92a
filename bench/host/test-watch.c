// SPDX-License-Identifier: GPL-2.0-only
/* What a host says, and how it ended, from what comes through its ports. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "host/watch.h"
#include "lib/clock.h"

/* A host that says all of this at once, and stays when it is asked to. */
static int watch(const char *status, uint64_t timeout_ns, bool stays,
		 int *code, struct error *err)
{
	int ours[HOST_PORT_COUNT], theirs[HOST_PORT_COUNT];
	struct argv argv = { 0 };
	struct process_setup setup = { 0 };
	struct process qemu = { 0 };
	int ret;

	argv_add(&argv, "true");
	assert_int_equal(process_start(&qemu, &argv, &setup, err), 0);
	argv_release(&argv);
	for (int i = 0; i < HOST_PORT_COUNT; i++) {
		int ends[2];

		assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
		ours[i] = ends[0];
		theirs[i] = ends[1];
	}
	assert_int_equal(write(theirs[HOST_STATUS], status, strlen(status)),
			 strlen(status));
	for (int i = 0; i < HOST_PORT_COUNT && !stays; i++)
		close(theirs[i]);
	ret = host_watch(&qemu, ours, timeout_ns, code, err);
	process_kill(&qemu);
	for (int i = 0; i < HOST_PORT_COUNT; i++) {
		close(ours[i]);
		if (stays)
			close(theirs[i]);
	}
	return ret;
}

static void the_exit_code_is_the_commands(void **state)
{
	struct error err;
	int code = -1;

	(void)state;
	assert_int_equal(watch("up\nexit 137\n", NS_PER_S, false, &code, &err),
			 0);
	assert_int_equal(code, 137);
}

static void a_host_without_one_is_a_failure(void **state)
{
	static const struct {
		const char *said;
		const char *sentence;
	} hosts[] = {
		{ "", "the emulated host ended before it was up" },
		{ "up\n", "the emulated host ended before the command did" },
		{ "up\nexit 1", "the emulated host ended before the command did" },
		{ "failed mount 9p on /lower: No such device\n",
		  "the emulated host: mount 9p on /lower: No such device" },
	};
	struct error err;
	int code;

	(void)state;
	for (size_t i = 0; i < sizeof(hosts) / sizeof(hosts[0]); i++) {
		assert_int_equal(watch(hosts[i].said, NS_PER_S, false, &code,
				       &err), -EIO);
		assert_string_equal(err.text, hosts[i].sentence);
	}
}

static void a_command_without_end_has_a_deadline(void **state)
{
	struct error err;
	int code;

	(void)state;
	assert_int_equal(watch("up\n", 20 * NS_PER_MS, true, &code, &err),
			 -ETIMEDOUT);
	assert_non_null(strstr(err.text, "the command did not end within"));
}

static void a_status_without_end_is_refused(void **state)
{
	struct error err;
	char text[4096];
	int code;

	(void)state;
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	assert_int_equal(watch(text, NS_PER_S, true, &code, &err), -EIO);
	assert_non_null(strstr(err.text, "a status without end"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_exit_code_is_the_commands),
		cmocka_unit_test(a_host_without_one_is_a_failure),
		cmocka_unit_test(a_command_without_end_has_a_deadline),
		cmocka_unit_test(a_status_without_end_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
