// SPDX-License-Identifier: GPL-2.0-only
/* Which build of the plugin a QEMU takes: what it loads, not what it says. */
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
#include "lib/file.h"
#include "machine/plugin-build.h"

static char folder[] = "/tmp/test-plugin-build-XXXXXX";
static char *qemu, *starts;
static struct error err;

static int open_folder(void **state)
{
	(void)state;
	if (!mkdtemp(folder))
		return -1;
	qemu = xasprintf("%s/qemu", folder);
	starts = xasprintf("%s/starts", folder);
	return 0;
}

static int remove_folder(void **state)
{
	(void)state;
	free(qemu);
	free(starts);
	return directory_remove(folder, &err);
}

/* A QEMU that loads one build and refuses every other. */
static void qemu_loads(const char *build)
{
	char *text = xasprintf(
		"#!/bin/sh\necho >>%s\n"
		"case \"$*\" in *build/%s,trial=on)\n"
		"echo numaboot-plugin loaded by interface 9\nexit 1\nesac\n"
		"echo 'a warning' >&2\n"
		"echo 'qemu: Could not load plugin: of another time' >&2\nexit 1\n",
		starts, build);

	remove(starts);
	assert_int_equal(file_write(qemu, text, strlen(text), &err), 0);
	assert_int_equal(chmod(qemu, 0755), 0);
	free(text);
}

static void assert_picked(const char *version, const char *build,
			  off_t times)
{
	struct stat seen;
	char *path;

	qemu_loads(build);
	assert_int_equal(plugin_build_find(qemu, version, &path, &err), 0);
	assert_string_equal(strrchr(path, '/') + 1, build);
	free(path);
	assert_int_equal(stat(starts, &seen), 0);
	assert_int_equal(seen.st_size, times);
}

static void the_build_of_its_version_is_tried_first(void **state)
{
	(void)state;
	assert_picked("QEMU emulator version 6.0.0", "profile-1.so", 1);
	assert_picked("QEMU emulator version 8.2.2 (Debian)", "profile-1.so", 1);
	assert_picked("QEMU emulator version 9.0.0", "profile-2.so", 1);
	assert_picked("QEMU emulator version 11.0.3", "profile-2.so", 1);
	assert_picked("QEMU emulator version 11.1.3", "profile-7.so", 1);
	assert_picked("QEMU emulator version 12.0.0", "profile-7.so", 1);
}

static void what_it_loads_counts_not_what_it_says(void **state)
{
	(void)state;
	assert_picked("QEMU emulator version 11.0.50", "profile-7.so", 2);
	assert_picked("QEMU emulator version 8.2.50", "profile-2.so", 3);
	assert_picked("of a vendor", "profile-1.so", 3);
}

static void one_that_loads_none_is_refused_with_version_and_reason(void **state)
{
	char *path = NULL;

	(void)state;
	qemu_loads("none");
	assert_int_equal(plugin_build_find(qemu, "QEMU emulator version 5.2.0",
					   &path, &err), -ENOTSUP);
	assert_null(path);
	assert_non_null(strstr(err.text, "QEMU emulator version 5.2.0"));
	assert_non_null(strstr(err.text,
			       "(Could not load plugin: of another time)"));
}

static void one_that_is_not_there_is_said(void **state)
{
	char *path = NULL;

	(void)state;
	assert_int_equal(plugin_build_find("/nowhere/qemu", "", &path, &err),
			 -ENOENT);
	assert_null(path);
	assert_non_null(strstr(err.text, "/nowhere/qemu"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_build_of_its_version_is_tried_first),
		cmocka_unit_test(what_it_loads_counts_not_what_it_says),
		cmocka_unit_test(
			one_that_loads_none_is_refused_with_version_and_reason),
		cmocka_unit_test(one_that_is_not_there_is_said),
	};

	return cmocka_run_group_tests(tests, open_folder, remove_folder);
}
