// SPDX-License-Identifier: GPL-2.0-only
/* Packages by the files that are run, of a dpkg-query that knows a few. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "kernel/packages.h"
#include "lib/alloc.h"
#include "lib/file.h"

static char folder[] = "/tmp/numaboot-packages-XXXXXX";

static const char knows[] =
	"#!/bin/sh\n"
	"case $1 in\n"
	"--search) echo 'diversion by other from: /usr/bin/ld'\n"
	"	echo 'tools-12: /usr/bin/cc-12'\n"
	"	echo 'loader, other:amd64: /usr/bin/ld'\n"
	"	echo 'press:amd64: /usr/bin/lz4'\n"
	"	exit 1;;\n"
	"--show) shift 2; for name; do echo \"$name 1:2.3-$#\"; done;;\n"
	"esac\n";

static void answer_by(const char *script)
{
	char *path = xasprintf("%s/dpkg-query", folder);
	struct error err;

	assert_int_equal(file_write(path, script, strlen(script), &err), 0);
	assert_int_equal(chmod(path, 0755), 0);
	free(path);
}

static void is_told(const char *const *files, const char *wanted)
{
	struct argv paths = { 0 };
	json_t *packages;
	char *told;

	for (; *files; files++)
		argv_add(&paths, "%s", *files);
	packages = packages_of(&paths);
	told = json_dumps(packages, JSON_SORT_KEYS);
	assert_string_equal(told, wanted);
	free(told);
	argv_release(&paths);
	json_decref(packages);
}

static void files_are_told_by_their_packages(void **state)
{
	static const char *const files[] = {
		"/usr/bin/cc-12", "/usr/bin/ld", "/usr/bin/lz4",
		"/usr/bin/emulator", "/tmp/cc-12", NULL,
	};

	(void)state;
	answer_by(knows);
	is_told(files, "{\"cc-12\": null, \"emulator\": null, \"loader\": \"1:2.3-3\", \"press\": \"1:2.3-3\", \"tools-12\": \"1:2.3-3\"}");
}

static void files_that_no_package_can_own_are_not_asked_for(void **state)
{
	static const char *const files[] = {
		"/home/x/qemu", "/usr/local/bin/gcc", "ld", NULL,
	};

	(void)state;
	answer_by("#!/bin/sh\nexit 9\n");
	is_told(files, "{\"gcc\": null, \"ld\": null, \"qemu\": null}");
}

static void where_nothing_answers_nothing_is_told(void **state)
{
	struct argv paths = { 0 };

	(void)state;
	answer_by("#!/bin/sh\nexit 2\n");
	argv_add(&paths, "/usr/bin/cc-12");
	assert_null(packages_of(&paths));
	argv_release(&paths);
}

static int prepare(void **state)
{
	char *path;

	(void)state;
	if (!mkdtemp(folder))
		return -1;
	path = xasprintf("%s:/usr/bin:/bin", folder);
	setenv("PATH", path, 1);
	free(path);
	return 0;
}

static int clean(void **state)
{
	struct error err;

	(void)state;
	return directory_remove(folder, &err);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(files_are_told_by_their_packages),
		cmocka_unit_test(
			files_that_no_package_can_own_are_not_asked_for),
		cmocka_unit_test(where_nothing_answers_nothing_is_told),
	};

	return cmocka_run_group_tests(tests, prepare, clean);
}
