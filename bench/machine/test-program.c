// SPDX-License-Identifier: GPL-2.0-only
/* Programs of this host, with what they need in a guest. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "lib/alloc.h"
#include "lib/file.h"
#include "machine/program.h"

static char folder[] = "/tmp/test-program-XXXXXX";
static struct program program;
static struct error err;

static int open_folder(void **state)
{
	(void)state;
	return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
	(void)state;
	return directory_remove(folder, &err);
}

static int release(void **state)
{
	(void)state;
	program_release(&program);
	return 0;
}

static const char *source_of(const char *path)
{
	for (size_t i = 0; i < program.count; i++)
		if (strcmp(program.files[i].path, path) == 0)
			return program.files[i].source;
	return NULL;
}

static int find(const char *name, const char *first, const char *second)
{
	const char *const patterns[] = { first, second, NULL };

	return program_find(&program, name, patterns, &err);
}

static void a_static_program_is_one_file(void **state)
{
	(void)state;
	assert_int_equal(find("start", "build/init", NULL), 0);
	assert_int_equal(program.count, 1);
	assert_string_equal(source_of("bin/start"), "build/init");
}

/* This test itself: it has cmocka, the C library and a loader. */
static void a_dynamic_one_brings_loader_and_libraries(void **state)
{
	char *self = realpath(program_invocation_name, NULL);

	(void)state;
	assert_int_equal(find("self", self, NULL), 0);
	free(self);
	assert_non_null(source_of("bin/self"));
	assert_non_null(strstr(program.files[1].path, "/ld-"));
	assert_true(program.files[1].path[0] != '/');
	assert_true(program.files[1].source[0] == '/');
	assert_non_null(source_of("lib/libcmocka.so.0"));
	assert_non_null(source_of("lib/libc.so.6"));
	for (size_t i = 0; i < program.count; i++)
		assert_true(file_exists(program.files[i].source));
	assert_null(source_of("lib/linux-vdso.so.1"));
}

static void a_name_is_looked_for_in_path(void **state)
{
	char *path = xstrdup(getenv("PATH"));
	char *copy = xasprintf("%s/runner", folder);

	(void)state;
	assert_int_equal(file_copy("build/init", copy, &err), 0);
	setenv("PATH", "/no/folder::/proc", 1);
	assert_int_equal(find("runner", "runner", NULL), -ENOENT);
	program_release(&program);
	setenv("PATH", folder, 1);
	assert_int_equal(find("runner", "runner", NULL), 0);
	assert_string_equal(source_of("bin/runner"), copy);
	setenv("PATH", path, 1);
	free(copy);
	free(path);
}

/* As /usr/bin/perf is where each kernel has a perf of its own. */
static void a_script_of_that_name_does_not_count(void **state)
{
	char *script = xasprintf("%s/tool", folder);
	char *pattern = xasprintf("%s/tool_*", folder);
	char *versioned = xasprintf("%s/tool_6.1", folder);
	const char text[] = "#!/bin/sh\nexec tool_6.1\n";

	(void)state;
	assert_int_equal(file_write(script, text, strlen(text), &err), 0);
	assert_int_equal(chmod(script, 0755), 0);
	assert_int_equal(find("tool", script, pattern), -ENOENT);
	assert_non_null(strstr(err.text,
			       "found no program tool on this host, expected "));
	assert_non_null(strstr(err.text, script));
	program_release(&program);
	assert_int_equal(file_copy("build/init", versioned, &err), 0);
	assert_int_equal(find("tool", script, pattern), 0);
	assert_string_equal(source_of("bin/tool"), versioned);
	free(versioned);
	free(pattern);
	free(script);
}

static void a_missing_library_is_a_failure_with_both_names(void **state)
{
	char *copy = xasprintf("%s/broken", folder);
	char *text;
	size_t size, changed = 0;

	(void)state;
	assert_int_equal(file_read(program_invocation_name, &text, &size, &err),
			 0);
	for (size_t i = 0; i + 15 < size; i++)
		if (memcmp(text + i, "libcmocka.so.0", 15) == 0) {
			memcpy(text + i, "libmissing.so.", 14);
			changed++;
		}
	assert_true(changed > 0);
	assert_int_equal(file_write(copy, text, size, &err), 0);
	assert_int_equal(chmod(copy, 0755), 0);
	assert_int_equal(find("broken", copy, NULL), -ENOENT);
	assert_non_null(strstr(err.text, copy));
	assert_non_null(strstr(err.text, "not all of its libraries"));
	free(text);
	free(copy);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(a_static_program_is_one_file,
					  release),
		cmocka_unit_test_teardown(
			a_dynamic_one_brings_loader_and_libraries, release),
		cmocka_unit_test_teardown(a_name_is_looked_for_in_path,
					  release),
		cmocka_unit_test_teardown(a_script_of_that_name_does_not_count,
					  release),
		cmocka_unit_test_teardown(
			a_missing_library_is_a_failure_with_both_names,
			release),
	};

	return cmocka_run_group_tests(tests, open_folder, remove_folder);
}
