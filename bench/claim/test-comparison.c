// SPDX-License-Identifier: GPL-2.0-only
/* Which differences between two reports count, and how they are told. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "claim/comparison.h"
#include "lib/alloc.h"

static const char report[] =
	"3 arms on 2 topologies\n"
	"======================\n"
	"Plan p, 2026-01-02T03:04:05Z; emulated topologies.\n"
	"\n"
	"- Instructions for the whole boot (boot.insns): no difference with b;\n"
	"  +1.000% to +2.000%, worse with c.\n"
	"- All 4 runs completed.\n"
	"\n"
	"boot.insns (instructions, less is better)\n"
	"topology  map    A  B            C\n"
	"numa2     2M   100  same         +1.000% worse\n"
	"          4K   200  +.100% same  +2.000% worse\n"
	"uma       2M   100  same         +1.500% worse\n"
	"\n"
	"Early page tables (* hotpluggable node)\n"
	"\n"
	"topology  map  arm  node  bytes\n"
	"numa2     2M   AB   1*    4 KiB\n"
	"               C    0       0 B\n";

/* Lines of a copy of @text, whose lines end with NULs. */
static struct report_text take(const char *text, char **copy)
{
	struct report_text taken = { .titled = true };
	int nth = 1;

	*copy = xstrdup(text);
	for (char *line = *copy; *line; nth++) {
		char *end = line + strcspn(line, "\n");
		char *next = *end ? end + 1 : end;

		*end = '\0';
		taken.lines = xgrow(taken.lines, taken.count,
				    sizeof(*taken.lines));
		taken.lines[taken.count++] =
			(struct report_line){ line, nth, nth };
		line = next;
	}
	return taken;
}

static void compare(struct comparison *comparison, const char *given,
		    bool same_inputs, const struct section_cell *cell)
{
	char *ours, *theirs;
	struct report_text found = take(given, &ours);
	struct report_text made = take(report, &theirs);

	comparison_make(comparison, &found, &made, same_inputs, cell);
	free(found.lines);
	free(made.lines);
	free(ours);
	free(theirs);
}

/* The report with the first @from replaced. */
static char *change(const char *from, const char *to)
{
	const char *at = strstr(report, from);

	assert_non_null(at);
	return xasprintf("%.*s%s%s", (int)(at - report), report, to,
			 at + strlen(from));
}

static void expect_line(const struct comparison *comparison, int index,
			enum standing standing, int line, const char *title,
			const char *label, const char *found, const char *made)
{
	const struct comparison_line *at = &comparison->lines[index];

	assert_in_range(index, 0, comparison->line_count - 1);
	assert_string_equal(standing_name(at->standing),
			    standing_name(standing));
	assert_int_equal(at->line, line);
	assert_string_equal(comparison->blocks[at->block].title, title);
	assert_string_equal(at->label, label);
	assert_string_equal(at->found, found);
	assert_string_equal(at->made, made);
}

/* One line that differs, with the same images and tools. */
static void expect_one(const char *from, const char *to,
		       enum standing standing, int line, const char *title,
		       const char *label, const char *found, const char *made)
{
	struct comparison comparison;
	char *text = change(from, to);

	compare(&comparison, text, true, NULL);
	assert_int_equal(comparison.line_count, 1);
	expect_line(&comparison, 0, standing, line, title, label, found, made);
	assert_int_equal(comparison.standing, standing);
	comparison_release(&comparison);
	free(text);
}

static void expect_same(const char *given)
{
	struct comparison comparison;

	compare(&comparison, given, true, NULL);
	assert_int_equal(comparison.line_count, 0);
	assert_int_equal(comparison.standing, STANDING_VERIFIED);
	comparison_release(&comparison);
}

static void the_same_report_is_verified(void **state)
{
	struct comparison comparison;

	(void)state;
	expect_same(report);
	compare(&comparison, report, true, NULL);
	assert_int_equal(comparison.block_count, 4);
	assert_string_equal(comparison.blocks[1].title, "findings");
	assert_string_equal(comparison.blocks[2].title, "boot.insns");
	assert_int_equal(comparison.blocks[2].lines, 5);
	assert_string_equal(comparison.blocks[3].title, "Early page tables");
	comparison_release(&comparison);
}

static void widths_and_ends_of_lines_say_nothing(void **state)
{
	char *narrow = change("numa2     2M   100  same         +1.000% worse",
			      "numa2 2M 100 same\n+1.000% worse");
	char *wrapped = change("no difference with b;\n  +1.000%",
			       "no\n  difference with b; +1.000%");
	char *later = change("2026-01-02T03:04:05Z", "2031-09-09T09:09:09Z");

	(void)state;
	expect_same(narrow);
	expect_same(wrapped);
	expect_same(later);
	free(later);
	free(wrapped);
	free(narrow);
}

static void a_digit_is_refuted_with_both_numbers(void **state)
{
	(void)state;
	expect_one("          4K   200", "          4K   201",
		   STANDING_REFUTED, 12, "boot.insns", "numa2 4K, A", "201",
		   "200");
	expect_one("+1.500%", "-1.500%", STANDING_REFUTED, 13, "boot.insns",
		   "uma 2M, C", "-1.500%", "+1.500%");
	expect_one("to +2.000%,", "to +2.001%,", STANDING_REFUTED, 6,
		   "findings", "", "+2.001%,", "+2.000%,");
	expect_one("All 4", "All 5", STANDING_REFUTED, 7, "findings", "", "5",
		   "4");
	expect_one("4 KiB", "8 KiB", STANDING_REFUTED, 18,
		   "Early page tables", "numa2 2M AB 1*, bytes", "8", "4");
}

static void a_word_is_refuted(void **state)
{
	(void)state;
	expect_one("+2.000% worse", "+2.000% better", STANDING_REFUTED, 12,
		   "boot.insns", "numa2 4K, C", "better", "worse");
	expect_one("100  same", "100  -.200% better", STANDING_REFUTED, 11,
		   "boot.insns", "numa2 2M, B", "-.200% better", "same");
}

static void what_somebody_added_is_not_checkable(void **state)
{
	(void)state;
	expect_one("uma       2M", "numa9     2M   9  same same\numa       2M",
		   STANDING_NOT_CHECKABLE, 13, "boot.insns", "",
		   "numa9 2M 9 same same", "");
	expect_one("- All 4", "- It is faster.\n- All 4",
		   STANDING_NOT_CHECKABLE, 7, "findings", "",
		   "- It is faster.", "");
}

static void what_is_missing_is_told_and_says_nothing(void **state)
{
	char *text = change("uma       2M   100  same         +1.500% worse\n",
			    "");
	struct comparison comparison;

	(void)state;
	compare(&comparison, text, true, NULL);
	assert_int_equal(comparison.missing, 1);
	assert_int_equal(comparison.standing, STANDING_VERIFIED);
	assert_true(comparison.lines[0].missing);
	assert_string_equal(comparison.lines[0].made,
			    "uma 2M 100 same +1.500% worse");
	comparison_release(&comparison);
	free(text);
}

/* With other images. */
static void expect_other(const char *from, const char *to,
			 enum standing standing)
{
	struct comparison comparison;
	char *text = change(from, to);

	compare(&comparison, text, false, NULL);
	assert_string_equal(standing_name(comparison.standing),
			    standing_name(standing));
	comparison_release(&comparison);
	free(text);
}

/* Each line of it is made. */
static void what_is_cut_from_its_title_is_not_checkable(void **state)
{
	static const char *const parts[] = {
		"boot.insns (instructions, less is better)\n",
		"numa2     2M   100  same         +1.000% worse\n",
		"Early page tables (* hotpluggable node)\n",
		"topology  map  arm  node  bytes\n",
		"numa2     2M   AB   1*    4 KiB\n",
		"- Instructions for the whole boot (boot.insns): no difference with b;\n",
		"  +1.000% to +2.000%, worse with c.\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		struct comparison comparison;
		char *text = change(parts[i], "");

		compare(&comparison, text, true, NULL);
		assert_int_equal(comparison.line_count, 1);
		assert_int_equal(comparison.standing, STANDING_NOT_CHECKABLE);
		assert_true(comparison.lines[0].missing);
		comparison_release(&comparison);
		free(text);
	}
}

static void other_images_must_say_the_same(void **state)
{
	(void)state;
	expect_other("4K   200", "4K   201", STANDING_HOLDS);
	expect_other("+2.000% worse", "+3.000% worse", STANDING_HOLDS);
	expect_other("+2.000% worse", "+2.000% better", STANDING_REFUTED);
	expect_other("   0 B", "   4 B", STANDING_REFUTED);
	expect_other("4K   200", "4K   0", STANDING_REFUTED);
	expect_other("no difference", "a difference", STANDING_REFUTED);
}

static void a_cell_is_compared_by_its_rows(void **state)
{
	static const char *const topologies[] = { "numa2", "uma", NULL };
	const struct section_cell cell = { topologies, "numa2", "4K", NULL };
	struct comparison comparison;
	char *text = change("          4K   200", "          4K   201");
	char *other = change("uma       2M   100", "uma       2M   101");
	char *word = change("+2.000% worse", "+2.000% same");

	(void)state;
	compare(&comparison, text, true, &cell);
	assert_int_equal(comparison.line_count, 1);
	expect_line(&comparison, 0, STANDING_REFUTED, 12, "boot.insns",
		    "numa2 4K", "201", "200");
	comparison_release(&comparison);
	compare(&comparison, other, true, &cell);
	assert_int_equal(comparison.standing, STANDING_VERIFIED);
	assert_int_equal(comparison.block_count, 1);
	assert_int_equal(comparison.blocks[0].lines, 1);
	comparison_release(&comparison);
	compare(&comparison, word, true, &cell);
	assert_int_equal(comparison.standing, STANDING_VERIFIED);
	comparison_release(&comparison);
	free(word);
	free(other);
	free(text);
}

static void a_workload_is_compared_by_tables_that_it_fills(void **state)
{
	static const char *const topologies[] = { "numa2", "uma", NULL };
	struct section_cell cell = { topologies, "uma", "2M", NULL };
	struct comparison comparison;
	char *more = change("topology  map    A  B ", "topology  map  Z  A  B");

	(void)state;
	compare(&comparison, more, true, &cell);
	assert_int_equal(comparison.block_count, 1);
	comparison_release(&comparison);
	cell.workload = "count";
	compare(&comparison, report, true, &cell);
	assert_int_equal(comparison.block_count, 1);
	comparison_release(&comparison);
	compare(&comparison, more, true, &cell);
	assert_int_equal(comparison.block_count, 0);
	comparison_release(&comparison);
	free(more);
}

static enum standing of_another_commit(const char *from, const char *to)
{
	struct comparison comparison;
	enum standing standing;
	char *given = change(from, to), *ours, *theirs;
	struct report_text found = take(given, &ours);
	struct report_text made = take(report, &theirs);

	footer_add_line(&found.footer, "commit: aaaa", 1);
	footer_add_line(&made.footer, "commit: bbbb", 1);
	footer_end(&found.footer);
	footer_end(&made.footer);
	comparison_make(&comparison, &found, &made, true, NULL);
	standing = comparison.standing;
	comparison_release(&comparison);
	footer_release(&found.footer);
	footer_release(&made.footer);
	free(found.lines);
	free(made.lines);
	free(ours);
	free(theirs);
	free(given);
	return standing;
}

static void another_numaboot_has_other_words_and_no_other_numbers(void **state)
{
	(void)state;
	assert_int_equal(of_another_commit("Instructions for", "Instructions of"),
			 STANDING_HOLDS);
	assert_int_equal(of_another_commit("for the whole boot", "executed"),
			 STANDING_HOLDS);
	assert_int_equal(of_another_commit("2M   100", "2M   101"),
			 STANDING_REFUTED);
	assert_int_equal(of_another_commit("+1.000% worse", "+1.000% better"),
			 STANDING_REFUTED);
}

static void nothing_in_common_ends(void **state)
{
	struct comparison comparison;

	(void)state;
	compare(&comparison, "", true, NULL);
	assert_true(comparison.missing > 0);
	comparison_release(&comparison);
	compare(&comparison, "x y z\n1 2 3\n", true, NULL);
	assert_int_not_equal(comparison.standing, STANDING_VERIFIED);
	comparison_release(&comparison);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_same_report_is_verified),
		cmocka_unit_test(widths_and_ends_of_lines_say_nothing),
		cmocka_unit_test(a_digit_is_refuted_with_both_numbers),
		cmocka_unit_test(a_word_is_refuted),
		cmocka_unit_test(what_somebody_added_is_not_checkable),
		cmocka_unit_test(what_is_missing_is_told_and_says_nothing),
		cmocka_unit_test(what_is_cut_from_its_title_is_not_checkable),
		cmocka_unit_test(other_images_must_say_the_same),
		cmocka_unit_test(a_cell_is_compared_by_its_rows),
		cmocka_unit_test(
			a_workload_is_compared_by_tables_that_it_fills),
		cmocka_unit_test(
			another_numaboot_has_other_words_and_no_other_numbers),
		cmocka_unit_test(nothing_in_common_ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
