// SPDX-License-Identifier: GPL-2.0-only
/* QEMUs that cannot, and one that can. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "lib/alloc.h"
#include "lib/clock.h"
#include "lib/file.h"
#include "session/emulator.h"

#define FAKE "build/fake-qemu"
/* Of a program that never answers. */
#define SOON_NS (100 * NS_PER_MS)

#define INSTEAD \
	"install qemu-system-x86 of Debian 12 or 13 (make deps), or name a QEMU that can by --qemu"

static char folder[] = "/tmp/test-emulator-XXXXXX";
static struct emulator emulator;
static struct error err;
static char *program;

static int open_folder(void **state)
{
	(void)state;
	if (!mkdtemp(folder) || setenv("XDG_CACHE_HOME", folder, 1))
		return -1;
	program = xasprintf("%s/qemu", folder);
	return 0;
}

static int remove_folder(void **state)
{
	(void)state;
	free(program);
	return directory_remove(folder, &err);
}

static int forget(void **state)
{
	(void)state;
	emulator_close(&emulator);
	return 0;
}

/* A program that answers to --version, and else does what @body says. */
static void write_program(const char *version, const char *body)
{
	char *text = xasprintf("#!/bin/sh\n"
			       "if [ \"$1\" = --version ]; then\n"
			       "echo '%s'; exit\nfi\n%s\n", version, body);

	assert_int_equal(file_write(program, text, strlen(text), &err), 0);
	assert_int_equal(chmod(program, 0755), 0);
	free(text);
}

static int use(enum emulator_use use, uint64_t timeout_ns)
{
	int ret = emulator_open(&emulator, program, timeout_ns, &err);

	return ret ? ret : emulator_check(&emulator, use, &err);
}

/* @sentence is told of the program, with what to use instead behind it. */
static void assert_refused(enum emulator_use wanted, uint64_t timeout_ns,
			   const char *sentence)
{
	char *whole = xasprintf("%s: %s: " INSTEAD, program, sentence);

	assert_int_equal(use(wanted, timeout_ns), -ENOTSUP);
	assert_string_equal(err.text, whole);
	free(whole);
}

static void one_that_can_is_taken(void **state)
{
	(void)state;
	assert_int_equal(emulator_open(&emulator, FAKE, 0, &err), 0);
	assert_string_equal(emulator.version,
			    "QEMU emulator version 7.2.22 (fake)");
	assert_int_equal(emulator_check(&emulator, EMULATOR_COUNTS, &err), 0);
	assert_non_null(strstr(emulator.plugin, "build/profile-1.so"));
}

static void an_old_one_is_refused_by_its_version(void **state)
{
	(void)state;
	write_program("QEMU emulator version 6.2.0 (somebody)",
		      "exec " FAKE " \"$@\"");
	assert_refused(EMULATOR_EXACT, 0,
		       "QEMU emulator version 6.2.0 (somebody) is older than 7.2, the oldest that is known to count exactly");
	emulator_close(&emulator);
	assert_int_equal(use(EMULATOR_ANY, 0), 0);
}

static void one_without_q35_is_refused(void **state)
{
	(void)state;
	write_program("QEMU emulator version 10.0.13",
		      "echo 'qemu: warning: old news' >&2\n"
		      "echo 'qemu: unsupported machine type: \"q35\"' >&2\n"
		      "exit 1");
	assert_refused(EMULATOR_EXACT, 0,
		       "QEMU emulator version 10.0.13 does not start the machine q35 under TCG: qemu: unsupported machine type: \"q35\"");
}

static void one_without_icount_is_refused(void **state)
{
	(void)state;
	write_program("QEMU emulator version 10.0.13",
		      "case \"$*\" in *-icount*) echo 'qemu: cannot configure icount' >&2\n"
		      "exit 1 ;; esac\nexec " FAKE " \"$@\"");
	assert_refused(EMULATOR_EXACT, 0,
		       "QEMU emulator version 10.0.13 does not start q35 counting instructions (-icount): qemu: cannot configure icount");
}

static void one_that_dies_of_it_is_refused(void **state)
{
	(void)state;
	write_program("QEMU emulator version 11.1.3", "kill -SEGV $$");
	assert_refused(EMULATOR_EXACT, 0,
		       "QEMU emulator version 11.1.3 does not start the machine q35 under TCG: QEMU closed its QMP connection");
}

static void one_without_plugins_boots_exactly_and_does_not_count(void **state)
{
	(void)state;
	write_program("QEMU emulator version 10.0.13",
		      "case \"$*\" in *-plugin*) echo 'qemu: -plugin: invalid option' >&2\n"
		      "exit 1 ;; esac\nexec " FAKE " \"$@\"");
	assert_int_equal(use(EMULATOR_EXACT, 0), 0);
	assert_int_equal(emulator_check(&emulator, EMULATOR_COUNTS, &err),
			 -ENOTSUP);
	assert_non_null(strstr(err.text,
			       "QEMU emulator version 10.0.13 does not load the plugin that counts (-plugin: invalid option)"));
}

static void one_with_a_newer_interface_only_is_refused(void **state)
{
	(void)state;
	write_program("QEMU emulator version 12.0.0",
		      "case \"$*\" in *-plugin*) echo 'qemu: Could not load plugin: plugin requires API version 7, but this QEMU supports only a minimum version of 9' >&2\n"
		      "exit 1 ;; esac\nexec " FAKE " \"$@\"");
	assert_int_equal(use(EMULATOR_COUNTS, 0), -ENOTSUP);
	assert_non_null(strstr(err.text, "minimum version of 9"));
}

static void one_that_does_not_answer_is_not_waited_for(void **state)
{
	uint64_t began = clock_now_ns();

	(void)state;
	write_program("QEMU emulator version 10.0.13", "exec sleep 100");
	assert_int_equal(emulator_open(&emulator, program, 0, &err), 0);
	emulator.timeout_ns = SOON_NS;
	assert_int_equal(emulator_check(&emulator, EMULATOR_EXACT, &err),
			 -ENOTSUP);
	assert_non_null(strstr(err.text, "does not start the machine q35 under TCG: QEMU did not answer on QMP in time: install"));
	emulator_close(&emulator);
	assert_int_equal(file_write(program, "#!/bin/sh\nexec sleep 100\n", 25,
				    &err), 0);
	assert_int_equal(chmod(program, 0755), 0);
	assert_refused(EMULATOR_ANY, SOON_NS, "does not answer to --version");
	assert_true(clock_now_ns() - began < 10 * NS_PER_S);
}

static void what_is_no_qemu_is_refused(void **state)
{
	(void)state;
	write_program("bochs 2.7", "exit 1");
	assert_refused(EMULATOR_ANY, 0,
		       "found `bochs 2.7` as its version, expected QEMU's");
	emulator_close(&emulator);
	assert_int_equal(file_write(program, "#!/bin/sh\nexit 3\n", 17, &err),
			 0);
	assert_int_equal(chmod(program, 0755), 0);
	assert_refused(EMULATOR_ANY, 0, "--version ended with 3");
	emulator_close(&emulator);
	assert_int_equal(chmod(program, 0644), 0);
	assert_refused(EMULATOR_ANY, 0, "cannot be run (Permission denied)");
	emulator_close(&emulator);
	assert_int_equal(emulator_open(&emulator, "no-such-qemu", 0, &err),
			 -ENOENT);
	assert_string_equal(err.text, "no-such-qemu: not found, " INSTEAD);
}

/* The script says how often it was started. */
static int starts(void)
{
	char *path = xasprintf("%s/starts", folder);
	char *text = NULL;
	size_t size = 0;

	if (file_read(path, &text, &size, &err))
		size = 0;
	free(text);
	free(path);
	return (int)size;
}

static void need(enum emulator_use use)
{
	emulator_close(&emulator);
	assert_int_equal(emulator_open(&emulator, program, 0, &err), 0);
	assert_int_equal(emulator_need(&emulator, use, &err), 0);
}

static void a_yes_is_remembered_until_the_program_changes(void **state)
{
	char *body = xasprintf("printf . >>%s/starts\nexec " FAKE " \"$@\"",
			       folder);

	(void)state;
	write_program("QEMU emulator version 7.2.22 (of a script)", body);
	need(EMULATOR_EXACT);
	assert_int_equal(starts(), 1);
	need(EMULATOR_EXACT);
	assert_int_equal(starts(), 1);
	need(EMULATOR_COUNTS);
	assert_int_equal(starts(), 3);
	need(EMULATOR_COUNTS);
	assert_non_null(strstr(emulator.plugin, "build/profile-1.so"));
	assert_int_equal(starts(), 3);
	write_program("QEMU emulator version 7.2.23 (of a script)", body);
	need(EMULATOR_COUNTS);
	assert_int_equal(starts(), 5);
	free(body);
}

#define TEST(name) cmocka_unit_test_teardown(name, forget)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(one_that_can_is_taken),
		TEST(an_old_one_is_refused_by_its_version),
		TEST(one_without_q35_is_refused),
		TEST(one_without_icount_is_refused),
		TEST(one_that_dies_of_it_is_refused),
		TEST(one_without_plugins_boots_exactly_and_does_not_count),
		TEST(one_with_a_newer_interface_only_is_refused),
		TEST(one_that_does_not_answer_is_not_waited_for),
		TEST(what_is_no_qemu_is_refused),
		TEST(a_yes_is_remembered_until_the_program_changes),
	};

	return cmocka_run_group_tests(tests, open_folder, remove_folder);
}
