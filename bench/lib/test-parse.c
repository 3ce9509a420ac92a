// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "lib/argv.h"
#include "lib/parse.h"

static void a_size_is_a_number_with_one_suffix(void **state)
{
	uint64_t bytes;

	(void)state;
	assert_int_equal(parse_bytes("4096", &bytes), 0);
	assert_int_equal(bytes, 4096);
	assert_int_equal(parse_bytes("16G", &bytes), 0);
	assert_int_equal(bytes, UINT64_C(16) << 30);
	assert_int_equal(parse_bytes("0x10K", &bytes), 0);
	assert_int_equal(bytes, 16384);
	assert_int_equal(parse_bytes("1GB", &bytes), -EINVAL);
	assert_int_equal(parse_bytes("G", &bytes), -EINVAL);
	assert_int_equal(parse_bytes("", &bytes), -EINVAL);
	assert_int_equal(parse_bytes("-1", &bytes), -EINVAL);
}

static void a_size_that_does_not_fit_is_refused(void **state)
{
	uint64_t bytes;

	(void)state;
	assert_int_equal(parse_bytes("16777216T", &bytes), -ERANGE);
	assert_int_equal(parse_bytes("99999999999999999999", &bytes), -ERANGE);
}

static void a_number_has_nothing_behind_it(void **state)
{
	uint64_t value;

	(void)state;
	assert_int_equal(parse_u64("12", &value), 0);
	assert_int_equal(value, 12);
	assert_int_equal(parse_u64("12 ", &value), -EINVAL);
	assert_int_equal(parse_u64(" 12", &value), -EINVAL);
	assert_int_equal(parse_u64("1K", &value), -EINVAL);
}

static void truth_has_three_spellings(void **state)
{
	bool value = false;

	(void)state;
	assert_int_equal(parse_bool("yes", &value), 0);
	assert_true(value);
	assert_int_equal(parse_bool("off", &value), 0);
	assert_false(value);
	assert_int_equal(parse_bool("1", &value), -EINVAL);
}

static void words_are_split_at_blanks(void **state)
{
	char **words;

	(void)state;
	assert_int_equal(parse_words("  a\tbb  c ", &words), 3);
	assert_string_equal(words[0], "a");
	assert_string_equal(words[1], "bb");
	assert_string_equal(words[2], "c");
	assert_null(words[3]);
	free(words);
	assert_int_equal(parse_words("", &words), 0);
	assert_null(words[0]);
	free(words);
}

static void a_joined_command_can_be_pasted_into_a_shell(void **state)
{
	struct argv argv = { 0 };
	char *line;

	(void)state;
	for (int i = 0; i < 9; i++)
		argv_add(&argv, "word%d", i);
	argv_add(&argv, "it's two");
	argv_add(&argv, "%s", "");
	line = argv_join(&argv);
	assert_string_equal(line, "word0 word1 word2 word3 word4 word5 word6 "
				  "word7 word8 'it'\\''s two' ''");
	assert_null(argv.words[argv.count]);
	free(line);
	argv_release(&argv);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_size_is_a_number_with_one_suffix),
		cmocka_unit_test(a_size_that_does_not_fit_is_refused),
		cmocka_unit_test(a_number_has_nothing_behind_it),
		cmocka_unit_test(truth_has_three_spellings),
		cmocka_unit_test(words_are_split_at_blanks),
		cmocka_unit_test(a_joined_command_can_be_pasted_into_a_shell),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
