// SPDX-License-Identifier: GPL-2.0-only
/* Lines that are wider than a terminal go on below. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "lib/fold.h"
#include "lib/memstream.h"

static void assert_folds(const char *text, int width, const char *expected)
{
	char *folded;
	size_t size;
	FILE *out = memstream_open(&folded, &size);

	fold_print(out, text, width);
	memstream_close(out);
	assert_string_equal(folded, expected);
	free(folded);
}

static void a_line_that_fits_stays(void **state)
{
	(void)state;
	assert_folds("a  b\n\n  c\n", 20, "a  b\n\n  c\n");
	assert_folds("12345678901234567890\n", 20, "12345678901234567890\n");
}

static void a_wide_line_breaks_at_blanks(void **state)
{
	(void)state;
	assert_folds("  one two three four five six\n", 20,
		     "  one two three four\n    five six\n");
	assert_folds("a   b         cccccccccccccccc d\n", 20,
		     "a   b\n  cccccccccccccccc d\n");
}

static void a_wide_word_stays_whole(void **state)
{
	(void)state;
	assert_folds("x aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa b\n", 20,
		     "x\n  aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n  b\n");
}

static void characters_are_counted(void **state)
{
	(void)state;
	assert_folds("… > … > … > … > …...\n", 20, "… > … > … > … > …...\n");
}

static void what_is_no_terminal_gets_lines_as_they_are(void **state)
{
	FILE *file = tmpfile();

	(void)state;
	assert_int_equal(fold_width(file), 0);
	fclose(file);
	assert_folds("a b c d e f g h i j k l m n o\n", 0,
		     "a b c d e f g h i j k l m n o\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_that_fits_stays),
		cmocka_unit_test(a_wide_line_breaks_at_blanks),
		cmocka_unit_test(a_wide_word_stays_whole),
		cmocka_unit_test(characters_are_counted),
		cmocka_unit_test(what_is_no_terminal_gets_lines_as_they_are),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
