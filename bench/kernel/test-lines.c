// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "kernel/lines.h"
#include "lib/alloc.h"
#include "lib/file.h"

static char folder[] = "/tmp/numaboot-lines-XXXXXX";
static char *path;

static int make_folder(void **state)
{
	(void)state;
	if (!mkdtemp(folder))
		return -1;
	path = xasprintf("%s/lines", folder);
	return 0;
}

static int remove_folder(void **state)
{
	struct error err;

	(void)state;
	free(path);
	return directory_remove(folder, &err);
}

/* Where the linker put this program. */
extern const char __executable_start[];

static void lines_come_from_debug_information(void **state)
{
	const int above = __LINE__ - 3;
	struct sysmap_function function = {
		.address = (uint64_t)(uintptr_t)
				   lines_come_from_debug_information -
			   (uint64_t)(uintptr_t)__executable_start,
		.size = 1,
	};
	const struct sysmap map = {
		.functions = &function,
		.function_count = 1,
	};
	const struct source_line *line;
	struct lines lines;
	struct error err;

	(void)state;
	assert_int_equal(lines_write(&map, "/proc/self/exe", path, &err), 0);
	assert_int_equal(lines_read(&lines, path, &err), 0);
	line = lines_at(&lines, function.address);
	assert_non_null(line->file);
	assert_non_null(strstr(line->file, "bench/kernel/test-lines.c"));
	assert_in_range(line->line, above, above + 2);
	assert_null(lines_at(&lines, function.address + 1)->file);
	lines_release(&lines);
	unlink(path);
}

static void without_debug_information_nothing_is_known(void **state)
{
	const struct sysmap map = { 0 };
	struct lines lines;
	struct error err;

	(void)state;
	assert_int_equal(lines_write(&map, "bench/kernel/test-lines.c", path,
				     &err), 0);
	assert_false(file_exists(path));
	assert_int_equal(lines_read(&lines, path, &err), 0);
	assert_null(lines_at(&lines, 0)->file);
	lines_release(&lines);
}

static void assert_refused(const char *text, const char *sentence)
{
	char *expected = xasprintf("%s%s", path, sentence);
	struct lines lines;
	struct error err;

	assert_int_equal(file_write(path, text, strlen(text), &err), 0);
	assert_int_equal(lines_read(&lines, path, &err), -EINVAL);
	assert_string_equal(err.text, expected);
	lines_release(&lines);
	free(expected);
}

static void broken_lines_are_refused(void **state)
{
	(void)state;
	assert_refused("numaboot-lines\t2\n",
		       ":1: found `numaboot-lines 2`, expected numaboot-lines 1");
	assert_refused("numaboot-lines\t1\nline\t1f\t7\ta.c\nline\t2g\t7\ta.c\n",
		       ":3: found `line 2g 7 a.c`, expected a hexadecimal address and a number");
	assert_refused("numaboot-lines\t1\nline\t1f\t7\n",
		       ":2: found `line 1f 7`, expected line ADDRESS NUMBER FILE");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_come_from_debug_information),
		cmocka_unit_test(without_debug_information_nothing_is_known),
		cmocka_unit_test(broken_lines_are_refused),
	};

	return cmocka_run_group_tests_name("kernel/lines", tests, make_folder,
					   remove_folder);
}
