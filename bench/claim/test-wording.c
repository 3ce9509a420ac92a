// SPDX-License-Identifier: GPL-2.0-only
/* What is cited of a report is found, or what stands there in its place. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "claim/wording.h"

#define OLD \
	"- Bytes taken: none to 9.99 MiB with patched;\n  none with option.\n" \
	"numa2      2M  A  46,595,264  0x1bf602000\n" \
	"           4K  A  50,769,088  0x1bf602000\n" \
	"numa4      2M  A  113,484,101  -<.001% same\n"
#define NOW \
	"- Bytes taken: none to 10.1 MiB with patched;\n  none with option.\n" \
	"numa2      2M  A  46,595,265  0x1bf603000\n" \
	"           4K  A  50,769,089  0x1bf603000\n" \
	"numa4      2M  A  113,484,102  +0.002% same\n"

static void cited_words_are_found_across_lines(void **state)
{
	struct wording report;

	(void)state;
	wording_take(&report, OLD);
	assert_true(wording_has(&report, "{none} to {9.99 MiB} with patched; {none} with option."));
	assert_true(wording_has(&report, "to {9.99 MiB} with patched"));
	assert_true(wording_has(&report, "4K A {50,769,088}"));
	assert_false(wording_has(&report, "4K A {50,769,08}"));
	assert_false(wording_has(&report, "2M A {50,769,088}"));
	assert_false(wording_has(&report, ""));
	wording_release(&report);
}

static void what_stands_there_instead_is_said(void **state)
{
	struct wording report;
	char *nearest;

	(void)state;
	wording_take(&report, OLD);
	nearest = wording_nearest(&report, "4K A {50,769,087} 0x1bf602000");
	assert_string_equal(nearest, "4K A 50,769,088 0x1bf602000");
	free(nearest);
	/* 4K is a name and no number. */
	assert_null(wording_nearest(&report, "1K A {50,769,087}"));
	wording_release(&report);
}

static void marks_go_to_the_same_place_of_a_newer_report(void **state)
{
	static const char *const pairs[][2] = {
		{ "{none} to {9.99 MiB} with patched", "{none} to {10.1 MiB} with patched" },
		{ "2M A  {46,595,264} 0x1bf602000", "2M A {46,595,265} 0x1bf603000" },
		{ "4K A {50,769,088}", "4K A {50,769,089}" },
		/* A mark in a number goes around it. */
		{ "4K A {50,76}9,088", "4K A {50,769,089}" },
		{ "2M A {113,484,101} {-<.001%} same", "2M A {113,484,102} {+0.002%} same" },
	};
	struct wording old, now;
	struct error err;
	char *renewed;

	(void)state;
	wording_take(&old, OLD);
	wording_take(&now, NOW);
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		assert_int_equal(wording_renew(&old, &now, pairs[i][0],
					       &renewed, &err), 0);
		assert_string_equal(renewed, pairs[i][1]);
		free(renewed);
	}
	wording_release(&old);
	wording_release(&now);
}

static void what_cannot_be_renewed_is_said(void **state)
{
	struct wording old, now;
	struct error err;
	char *renewed;

	(void)state;
	wording_take(&old, OLD);
	wording_take(&now, NOW "numa8 2M A 7 0x1\n");
	assert_int_equal(wording_renew(&old, &now, "2M A {46,595,264} 0x1bf602000",
				       &renewed, &err), -EINVAL);
	assert_non_null(strstr(err.text, "found 2 lines like it, expected 1"));
	assert_int_equal(wording_renew(&old, &now, "not there", &renewed,
				       &err), -ENOENT);
	wording_release(&old);
	wording_release(&now);
}

static void numbers_are_filled_in(void **state)
{
	struct wording report;
	struct error err;
	char *filled;

	(void)state;
	wording_take(&report, OLD);
	assert_int_equal(wording_fill(&report, "numa4 2M A {#} {#%} same",
				      &filled, &err), 0);
	assert_string_equal(filled, "numa4 2M A {113,484,101} {-<.001%} same");
	free(filled);
	assert_int_equal(wording_fill(&report, "A {#}", &filled, &err),
			 -EINVAL);
	assert_non_null(strstr(err.text, "found 3 places like it"));
	wording_release(&report);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_are_filled_in),
		cmocka_unit_test(cited_words_are_found_across_lines),
		cmocka_unit_test(what_stands_there_instead_is_said),
		cmocka_unit_test(marks_go_to_the_same_place_of_a_newer_report),
		cmocka_unit_test(what_cannot_be_renewed_is_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
