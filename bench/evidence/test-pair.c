// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "evidence/pair.h"
#include "lib/alloc.h"
#include "lib/file.h"

static char folder[] = "/tmp/test-pair-XXXXXX";
static char *first, *second;
static struct error err;

static int open_folder(void **state)
{
	(void)state;
	if (!mkdtemp(folder))
		return -1;
	first = xasprintf("%s/first", folder);
	second = xasprintf("%s/second", folder);
	return 0;
}

static int remove_folder(void **state)
{
	(void)state;
	free(first);
	free(second);
	return directory_remove(folder, &err);
}

static void write_in(const char *place, const char *name, const char *text)
{
	char *path = xasprintf("%s/%s", place, name);

	assert_int_equal(file_write(path, text, strlen(text), &err), 0);
	free(path);
}

/* Two boots that are the same but for what the host adds. */
static int write_both(void **state)
{
	(void)state;
	if (directory_remove(first, &err) || directory_remove(second, &err) ||
	    directory_make(first, &err) || directory_make(second, &err))
		return -1;
	for (int i = 0; i < 2; i++) {
		const char *place = i ? second : first;

		write_in(place, "console.log", "one\r\ntwo\n");
		write_in(place, "profile.tsv", "total\t110\t9\n");
		write_in(place, "result.json", i ? "{1}" : "{2}");
		write_in(place, "qmp.log", i ? "later" : "now");
	}
	return 0;
}

static void assert_differ(const char *sentence)
{
	assert_int_equal(pair_compare(first, second, &err), -EBADMSG);
	assert_string_equal(err.text, sentence);
}

static void equal_boots_are_equal_whatever_the_host_adds(void **state)
{
	(void)state;
	assert_int_equal(pair_compare(first, second, &err), 0);
	write_in(second, "perf.csv", "7\n");
	assert_int_equal(pair_compare(first, second, &err), 0);
}

static void the_first_difference_is_told_with_its_line(void **state)
{
	(void)state;
	write_in(second, "profile.tsv", "total\t111\t9\n");
	assert_differ("profile.tsv:1: found `total 110 9`, then `total 111 9`");
	write_in(second, "console.log", "one\r\ntow\n");
	assert_differ("console.log:2: found `two`, then `tow`");
}

static void a_shorter_file_is_another_one(void **state)
{
	(void)state;
	write_in(second, "console.log", "one\r\n");
	assert_differ("console.log:2: found `two`, then ``");
	write_in(second, "console.log", "one\r\ntwo\nthree\n");
	assert_differ("console.log:3: found ``, then `three`");
	write_in(second, "console.log", "one\r\ntwo");
	assert_differ("console.log:2: byte 4 is another one");
}

static void a_long_line_is_quoted_where_the_boots_part(void **state)
{
	char line[400];

	(void)state;
	memset(line, 'x', sizeof(line));
	line[sizeof(line) - 1] = '\0';
	line[300] = 'A';
	write_in(first, "guest.jsonl", line);
	line[300] = 'B';
	write_in(second, "guest.jsonl", line);
	assert_int_equal(pair_compare(first, second, &err), -EBADMSG);
	assert_non_null(strstr(err.text, "xA"));
	assert_non_null(strstr(err.text, "xB"));
	assert_true(strlen(err.text) < 300);
}

static void a_file_of_only_one_boot_is_a_difference(void **state)
{
	(void)state;
	write_in(second, "walks.tsv", "");
	assert_differ("walks.tsv: only one of the boots left it");
	write_in(first, "frames.stop.tsv", "");
	assert_differ("frames.stop.tsv: only one of the boots left it");
}

#define TEST(name) cmocka_unit_test_setup(name, write_both)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(equal_boots_are_equal_whatever_the_host_adds),
		TEST(the_first_difference_is_told_with_its_line),
		TEST(a_shorter_file_is_another_one),
		TEST(a_long_line_is_quoted_where_the_boots_part),
		TEST(a_file_of_only_one_boot_is_a_difference),
	};

	return cmocka_run_group_tests(tests, open_folder, remove_folder);
}
