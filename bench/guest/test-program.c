// SPDX-License-Identifier: GPL-2.0-only
/* Programs that do well, fail, hang or never stop talking. */
#include <errno.h>
#include <jansson.h>
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

#include "guest/program.h"
#include "lib/clock.h"
#include "lib/file.h"

static char folder[] = "/tmp/test-program-XXXXXX";
static FILE *port;
static json_t *records;
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

static int open_port(void **state)
{
	(void)state;
	port = tmpfile();
	records = json_array();
	err.text[0] = '\0';
	return port ? 0 : -1;
}

static int close_port(void **state)
{
	(void)state;
	json_decref(records);
	return fclose(port);
}

/* A script that is called `say`. */
static void write_script(const char *script)
{
	char path[64];
	FILE *file;

	snprintf(path, sizeof(path), "%s/say", folder);
	file = fopen(path, "w");
	assert_non_null(file);
	fprintf(file, "#!/bin/sh\n%s\n", script);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(chmod(path, 0755), 0);
}

static int run_for(uint64_t ns, const char *words)
{
	struct program_place place = { folder, clock_now_ns() + ns };
	char line[8192];
	int ret = program_run(&place, words, fileno(port), &err);

	rewind(port);
	while (fgets(line, sizeof(line), port)) {
		json_t *record = json_loads(line, 0, NULL);

		assert_non_null(record);
		json_array_append_new(records, record);
	}
	return ret;
}

static int run(const char *script)
{
	write_script(script);
	return run_for(20 * NS_PER_S, "say");
}

static const char *text_of(size_t index, const char *key)
{
	return json_string_value(
		json_object_get(json_array_get(records, index), key));
}

/* The records are these lines, then an exit. */
static void expect_lines(size_t count, const char *const *lines, int status)
{
	assert_int_equal(json_array_size(records), count + 1);
	for (size_t i = 0; i < count; i++) {
		assert_string_equal(text_of(i, "record"), "line");
		assert_string_equal(text_of(i, "program"), "say");
		assert_string_equal(text_of(i, "text"), lines[i]);
	}
	assert_string_equal(text_of(count, "record"), "exit");
	assert_string_equal(text_of(count, "program"), "say");
	assert_int_equal(json_integer_value(json_object_get(
				 json_array_get(records, count), "status")),
			 status);
}

#define EXPECT_LINES(status, ...)                                            \
	expect_lines(sizeof((const char *[]){ __VA_ARGS__ }) / sizeof(char *), \
		     (const char *[]){ __VA_ARGS__ }, status)

static void each_line_is_a_record(void **state)
{
	(void)state;
	assert_int_equal(run("echo one; echo; printf 'no newline'"), 0);
	EXPECT_LINES(0, "one", "", "no newline");
}

static void commas_separate_arguments_two_are_one(void **state)
{
	(void)state;
	write_script("for word; do echo \"[$word]\"; done");
	assert_int_equal(run_for(20 * NS_PER_S, "say,--load,0,,50,-x=1,"), 0);
	EXPECT_LINES(0, "[--load]", "[0,50]", "[-x=1]", "[]");
}

static void too_many_arguments_are_refused(void **state)
{
	char words[200] = "say";

	(void)state;
	for (int i = 0; i < 64; i++)
		strcat(words, ",x");
	assert_int_equal(run_for(NS_PER_S, words), -E2BIG);
	assert_string_equal(err.text, "say: found more than 64 words");
}

static void bytes_that_are_no_text_are_shown_as_such(void **state)
{
	(void)state;
	assert_int_equal(run("printf 'a\\377b\\000c\\n'"), 0);
	EXPECT_LINES(0, "a?b?c");
}

static void code_77_is_a_skip_with_its_last_words(void **state)
{
	(void)state;
	assert_int_equal(run("echo row; echo first >&2; echo 'say: not here' >&2; exit 77"),
			 PROGRAM_SKIPPED);
	assert_string_equal(err.text, "say: not here");
	EXPECT_LINES(77, "row");
	assert_string_equal(text_of(1, "message"), "say: not here");
}

static void a_failure_has_its_code_and_last_words(void **state)
{
	(void)state;
	assert_int_equal(run("echo 'no luck' >&2; exit 3"), -EIO);
	assert_string_equal(err.text, "say ended with exit code 3: no luck");
}

static void a_failure_without_words_has_its_code(void **state)
{
	(void)state;
	assert_int_equal(run("exit 1"), -EIO);
	assert_string_equal(err.text, "say ended with exit code 1");
}

static void a_signal_is_named(void **state)
{
	(void)state;
	assert_int_equal(run("echo row; kill -SEGV $$"), -EIO);
	assert_string_equal(err.text, "say ended by signal 11");
	EXPECT_LINES(139, "row");
}

static void a_program_that_is_not_there_is_named(void **state)
{
	char expected[128];

	(void)state;
	assert_int_equal(run_for(20 * NS_PER_S, "other"), -EIO);
	snprintf(expected, sizeof(expected),
		 "other ended with exit code 127: exec %s/other: No such file or directory",
		 folder);
	assert_string_equal(err.text, expected);
}

/* So is what it has started, or its output would stay open. */
static void a_program_that_hangs_is_ended(void **state)
{
	uint64_t began = clock_now_ns();

	(void)state;
	write_script("echo row; sleep 100 & sleep 100");
	assert_int_equal(run_for(NS_PER_S / 2, "say"), -ETIMEDOUT);
	assert_true(clock_now_ns() - began < 10 * NS_PER_S);
	assert_string_equal(err.text,
			    "say did not end within the guest's deadline");
	EXPECT_LINES(137, "row");
}

static void a_silent_program_that_hangs_is_ended(void **state)
{
	(void)state;
	write_script("exec >&- 2>&-; sleep 100");
	assert_int_equal(run_for(NS_PER_S / 2, "say"), -ETIMEDOUT);
	assert_string_equal(err.text,
			    "say did not end within the guest's deadline");
}

static void endless_output_ends_the_program(void **state)
{
	(void)state;
	assert_int_equal(run("exec yes 0123456789012345678901234567890"),
			 -EFBIG);
	assert_string_equal(err.text, "say wrote more than 1048576 bytes");
	assert_true(json_array_size(records) > 32000);
}

static void a_line_that_is_too_long_is_cut_and_refused(void **state)
{
	(void)state;
	assert_int_equal(run("echo short; printf '%05000d\\n' 0; echo never"),
			 -EMSGSIZE);
	assert_string_equal(err.text,
			    "say: line 2 of its output has 5000 bytes, expected at most 4096");
	assert_int_equal(json_array_size(records), 3);
	assert_int_equal(strlen(text_of(1, "text")), 4096);
	assert_string_equal(text_of(2, "record"), "exit");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_port, close_port)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(each_line_is_a_record),
		TEST(commas_separate_arguments_two_are_one),
		TEST(too_many_arguments_are_refused),
		TEST(bytes_that_are_no_text_are_shown_as_such),
		TEST(code_77_is_a_skip_with_its_last_words),
		TEST(a_failure_has_its_code_and_last_words),
		TEST(a_failure_without_words_has_its_code),
		TEST(a_signal_is_named),
		TEST(a_program_that_is_not_there_is_named),
		TEST(a_program_that_hangs_is_ended),
		TEST(a_silent_program_that_hangs_is_ended),
		TEST(endless_output_ends_the_program),
		TEST(a_line_that_is_too_long_is_cut_and_refused),
	};

	return cmocka_run_group_tests(tests, open_folder, remove_folder);
}
