// SPDX-License-Identifier: GPL-2.0-only
/* What kernels before 3.15 make of a command line, and init of that. */
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

#include "guest/words.h"

#define COUNT 8

static struct error err;
static char *argv_made[COUNT];
static char *environment[COUNT];
static char **argv;

static int take(const char *line)
{
	char path[] = "/tmp/test-words-XXXXXX";
	FILE *file = fdopen(mkstemp(path), "w");
	int ret;

	fputs(line, file);
	fclose(file);
	argv = argv_made;
	ret = words_take(path, &argv, environment, &err);
	unlink(path);
	return ret;
}

static void set(char **list, const char *first, const char *second,
		const char *third)
{
	list[0] = (char *)first;
	list[1] = (char *)second;
	list[2] = (char *)third;
	list[3] = NULL;
}

/* As 3.12 did it: one environment entry for each name, the last one. */
static void words_of_one_name_are_all_there(void **state)
{
	(void)state;
	set(argv_made, "/init", "--", NULL);
	set(environment, "HOME=/", "TERM=linux", "run=b");
	assert_int_equal(take("quiet panic=-1 -- run=a,-x=1 run=b\n"), 0);
	assert_string_equal(argv[0], "/init");
	assert_string_equal(argv[1], "run=a,-x=1");
	assert_string_equal(argv[2], "run=b");
	assert_null(argv[3]);
	assert_string_equal(environment[0], "HOME=/");
	assert_string_equal(environment[1], "TERM=linux");
	assert_null(environment[2]);
}

static void what_the_kernel_does_not_know_stays(void **state)
{
	(void)state;
	set(argv_made, "/init", "movable_node", "--");
	set(environment, "TERM=linux", "debug_pagealloc=on", "hotremove=1");
	assert_int_equal(take("debug_pagealloc=on movable_node -- hotremove=1"),
			 0);
	assert_string_equal(argv[1], "movable_node");
	assert_string_equal(argv[2], "hotremove=1");
	assert_null(argv[3]);
	assert_string_equal(environment[1], "debug_pagealloc=on");
	assert_null(environment[2]);
}

static void a_word_of_ours_in_front_of_the_dashes_is_none(void **state)
{
	(void)state;
	set(argv_made, "/init", NULL, NULL);
	set(environment, NULL, NULL, NULL);
	assert_int_equal(take("hotremove=1 quiet -- hotremove=1,2"), -EINVAL);
	assert_string_equal(err.text,
			    "the kernel does not know its parameter `hotremove=1`");
}

static void dashes_in_quotes_are_part_of_a_word(void **state)
{
	(void)state;
	set(argv_made, "/init", NULL, NULL);
	set(environment, "x=a -- run=y", NULL, NULL);
	assert_int_equal(take("x=\"a -- run=y\" quiet -- unplug=\n"), 0);
	assert_string_equal(argv[1], "unplug=");
	assert_null(argv[2]);
	assert_string_equal(environment[0], "x=a -- run=y");
}

static void a_line_without_dashes_asks_for_nothing(void **state)
{
	(void)state;
	set(argv_made, "/init", "verbose", NULL);
	set(environment, "HOME=/", NULL, NULL);
	assert_int_equal(take("quiet verbose\n"), 0);
	assert_string_equal(argv[1], "verbose");
	assert_null(argv[2]);
	assert_int_equal(words_take("/nowhere", &argv, environment, &err),
			 -ENOENT);
	assert_int_equal(take(""), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_of_one_name_are_all_there),
		cmocka_unit_test(what_the_kernel_does_not_know_stays),
		cmocka_unit_test(a_word_of_ours_in_front_of_the_dashes_is_none),
		cmocka_unit_test(dashes_in_quotes_are_part_of_a_word),
		cmocka_unit_test(a_line_without_dashes_asks_for_nothing),
	};

	return cmocka_run_group_tests_name("guest/words", tests, NULL, NULL);
}
