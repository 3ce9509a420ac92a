// SPDX-License-Identifier: GPL-2.0-only
#include "claim/comparison.h"

#include <stdlib.h>
#include <string.h>

#include "claim/words.h"
#include "lib/alloc.h"

/**
 * struct comparing - two reports while they are compared
 * @block_of: of each line of @made
 */
struct comparing {
	struct comparison *comparison;
	const struct report_text *given;
	const struct report_text *made;
	struct words ours;
	struct words theirs;
	struct sections sections;
	const struct section_cell *cell;
	bool same_inputs;
	bool same_commit;
	int *block_of;
};

static bool is_verdict(const struct word *word)
{
	static const char *const names[] = {
		"better", "worse", "differs", "same", "no", "none", "yes",
		"invalid", "not", "evidence",
	};
	int length = word->length;

	while (length && strchr(".,;:)", word->text[length - 1]))
		length--;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (length == (int)strlen(names[i]) &&
		    strncmp(word->text, names[i], length) == 0)
			return true;
	return false;
}

/* Is it zero?  Of "3/4" also: is it all? */
static int state_of(const struct word *word)
{
	char *text = xasprintf("%.*s", word->length, word->text);
	char *digits = strncmp(text, "0x", 2) ? text : text + 2;
	char *slash = strchr(text, '/');
	int state = 0;

	if (slash) {
		*slash = '\0';
		state = 2 * (strtod(text, NULL) == strtod(slash + 1, NULL));
	}
	state += strpbrk(digits, "123456789abcdef") != NULL;
	free(text);
	return state;
}

static int count_verdicts(const struct words *words, int first, int count)
{
	int found = 0;

	for (int i = first; i < first + count; i++)
		found += is_verdict(&words->list[i]);
	return found;
}

/* Does what was given hold, though it is not the same? */
static bool still_holds(const struct comparing *all,
			const struct words_difference *difference)
{
	const struct word *given, *made;

	if (difference->given_count != 1 || difference->made_count != 1)
		return !count_verdicts(&all->ours, difference->given,
				       difference->given_count) &&
		       !count_verdicts(&all->theirs, difference->made,
				       difference->made_count);
	given = &all->ours.list[difference->given];
	made = &all->theirs.list[difference->made];
	if (is_verdict(given) || is_verdict(made))
		return false;
	return !word_has_digit(given) || !word_has_digit(made) ||
	       state_of(given) == state_of(made);
}

/* The words are all that there is in these lines. */
static bool are_lines(const struct words *words, int first, int count)
{
	const struct word *list = words->list;
	int end = first + count;

	return count && (!first || list[first - 1].line != list[first].line) &&
	       (end == words->count || list[end].line != list[end - 1].line);
}

static bool in_sentence(const struct comparing *all, int made)
{
	int last = all->theirs.count - 1;
	int block = last < 0 || all->cell ? -1 :
		    section_of(&all->sections,
			       all->theirs.list[made > last ? last : made].line);

	return block >= 0 && all->sections.blocks[block].header < 0;
}

/* Nothing makes these words. */
static enum standing judge_added(const struct comparing *all,
				 const struct words_difference *difference)
{
	if (!all->same_inputs)
		return still_holds(all, difference) ? STANDING_HOLDS :
						      STANDING_NOT_CHECKABLE;
	if (are_lines(&all->ours, difference->given, difference->given_count) ||
	    in_sentence(all, difference->made))
		return STANDING_NOT_CHECKABLE;
	return STANDING_REFUTED;
}

/* Rows without their title could be anything's. */
static enum standing judge_missing(const struct comparing *all,
				   const struct words_difference *difference)
{
	const struct words *theirs = &all->theirs;
	int end = difference->made + difference->made_count;
	int next = end < theirs->count ? theirs->list[end].line : -1;

	if (all->cell ||
	    !section_is_cut(&all->sections,
			    theirs->list[difference->made].line,
			    theirs->list[end - 1].line, next))
		return STANDING_VERIFIED;
	return STANDING_NOT_CHECKABLE;
}

/* Neither a number nor a verdict. */
static bool are_prose(const struct words *words, int first, int count)
{
	for (int i = first; i < first + count; i++)
		if (word_has_digit(&words->list[i]))
			return false;
	return !count_verdicts(words, first, count);
}

/* Another numaboot may say the same in other words. */
static bool is_wording(const struct comparing *all,
		       const struct words_difference *difference)
{
	return !all->same_commit &&
	       are_prose(&all->ours, difference->given,
			 difference->given_count) &&
	       are_prose(&all->theirs, difference->made,
			 difference->made_count);
}

static enum standing judge(const struct comparing *all,
			   const struct words_difference *difference,
			   bool *missing)
{
	const struct words *theirs = &all->theirs;

	*missing = !difference->given_count &&
		   are_lines(theirs, difference->made, difference->made_count);
	if (*missing)
		return judge_missing(all, difference);
	if (is_wording(all, difference))
		return STANDING_HOLDS;
	if (!difference->made_count)
		return judge_added(all, difference);
	if (difference->given_count == 1 && difference->made_count == 1) {
		const struct word *given = &all->ours.list[difference->given];
		const struct word *made = &theirs->list[difference->made];

		/* When a run began is no result. */
		if (word_is_stamp(given) && word_is_stamp(made))
			return STANDING_VERIFIED;
		if (all->cell && is_verdict(given) && is_verdict(made))
			return STANDING_VERIFIED;
	}
	if (all->same_inputs || !still_holds(all, difference))
		return STANDING_REFUTED;
	return STANDING_HOLDS;
}

static int block_of_word(const struct comparing *all, int made)
{
	int last = all->theirs.count - 1;

	if (last < 0)
		return -1;
	return all->block_of[all->theirs.list[made > last ? last : made].line];
}

/* The words of a cell's row that are behind its title and before its values. */
static char *label_of_row(const struct words *words, int at)
{
	int first = at, count = 0;

	while (first > 0 && words->list[first - 1].line == words->list[at].line)
		first--;
	while (first < at && words->list[first].text[
		       words->list[first].length - 1] != ':')
		first++;
	for (first++; first + count < at; count++)
		if (count >= 2 &&
		    strchr("0123456789+-", *words->list[first + count].text))
			break;
	return count > 0 ? words_join(words, first, count) : xstrdup("");
}

static char *label_of(const struct comparing *all,
		      const struct words_difference *difference)
{
	const struct word *made;

	if (!difference->made_count)
		return xstrdup("");
	if (all->cell)
		return label_of_row(&all->theirs, difference->made);
	made = &all->theirs.list[difference->made];
	return section_label(&all->sections, made->line, made->column);
}

static void add_line(struct comparing *all,
		     const struct words_difference *difference,
		     enum standing standing, bool missing)
{
	struct comparison *comparison = all->comparison;
	struct comparison_line line = {
		.standing = standing,
		.missing = missing,
		.block = block_of_word(all, difference->made),
		.label = label_of(all, difference),
		.found = words_join(&all->ours, difference->given,
				    difference->given_count),
		.made = words_join(&all->theirs, difference->made,
				   difference->made_count),
	};

	if (difference->given_count) {
		const struct report_line *given = &all->given->lines[
			all->ours.list[difference->given].line];

		line.line = given->line;
		line.nth = given->nth;
	}
	if (line.block >= 0) {
		struct comparison_block *block =
			&comparison->blocks[line.block];

		block->standing = standing_worse(block->standing, standing);
	}
	comparison->standing = standing_worse(comparison->standing, standing);
	comparison->missing += missing;
	comparison->lines = xgrow(comparison->lines, comparison->line_count,
				  sizeof(*comparison->lines));
	comparison->lines[comparison->line_count++] = line;
}

/* Rows of a cell that only one of both has need no telling: which tables there
 * are is decided by all cells. */
static void judge_all(struct comparing *all)
{
	struct words_differences differences;

	words_compare(&all->ours, &all->theirs, &differences);
	for (int i = 0; i < differences.count; i++) {
		const struct words_difference *difference =
			&differences.list[i];
		bool missing;
		enum standing standing = judge(all, difference, &missing);

		if (all->cell && missing)
			continue;
		if (missing || standing != STANDING_VERIFIED)
			add_line(all, difference, standing, missing);
	}
	words_differences_release(&differences);
}

static int add_block(struct comparison *comparison, const char *title)
{
	for (int i = 0; i < comparison->block_count; i++)
		if (strcmp(comparison->blocks[i].title, title) == 0)
			return i;
	comparison->blocks = xgrow(comparison->blocks, comparison->block_count,
				   sizeof(*comparison->blocks));
	comparison->blocks[comparison->block_count].title = xstrdup(title);
	return comparison->block_count++;
}

/* Of a cell each row has its table's title in front. */
static void name_blocks(struct comparing *all)
{
	struct comparison *comparison = all->comparison;

	all->block_of = xcalloc(all->made->count + 1, sizeof(int));
	for (size_t i = 0; i < all->made->count; i++) {
		const char *text = all->made->lines[i].text;
		int block = section_of(&all->sections, i);
		char *title = all->cell ?
			      xasprintf("%.*s", (int)strcspn(text, ":"), text) :
			      xstrdup(block < 0 ? "text" :
				      all->sections.blocks[block].title);

		all->block_of[i] = add_block(comparison, title);
		comparison->blocks[all->block_of[i]].lines +=
			text[strspn(text, " \t")] != '\0';
		free(title);
	}
}

static void add_words(struct words *words, const struct report_text *report)
{
	for (size_t i = 0; i < report->count; i++)
		words_add(words, report->lines[i].text, i);
}

static bool same_commit(const struct report_text *given,
			const struct report_text *made)
{
	const char *ours = footer_value(&given->footer, "commit");
	const char *theirs = footer_value(&made->footer, "commit");

	return !ours || !theirs || strcmp(ours, theirs) == 0;
}

static void compare(struct comparison *comparison,
		    const struct report_text *given,
		    const struct report_text *made, bool same_inputs,
		    const struct section_cell *cell)
{
	struct comparing all = {
		.comparison = comparison,
		.given = given,
		.made = made,
		.cell = cell,
		.same_inputs = same_inputs,
		.same_commit = same_commit(given, made),
	};

	sections_make(&all.sections, made);
	add_words(&all.ours, given);
	add_words(&all.theirs, made);
	name_blocks(&all);
	judge_all(&all);
	free(all.block_of);
	words_release(&all.ours);
	words_release(&all.theirs);
	sections_release(&all.sections);
}

/* Tables of which the other report has no row are left out. */
static void keep_common(struct report_text *rows,
			const struct report_text *other)
{
	size_t kept = 0;

	for (size_t i = 0; i < rows->count; i++) {
		size_t title = strcspn(rows->lines[i].text, ":") + 1;
		bool common = false;

		for (size_t j = 0; j < other->count && !common; j++)
			common = strncmp(rows->lines[i].text,
					 other->lines[j].text, title) == 0;
		if (common)
			rows->lines[kept++] = rows->lines[i];
	}
	rows->count = kept;
}

void comparison_make(struct comparison *comparison,
		     const struct report_text *given,
		     const struct report_text *made, bool same_inputs,
		     const struct section_cell *cell)
{
	struct sections our_sections, their_sections;
	struct report_text ours, theirs;
	char *our_texts, *their_texts;

	*comparison = (struct comparison){ 0 };
	if (!cell) {
		compare(comparison, given, made, same_inputs, NULL);
		return;
	}
	sections_make(&our_sections, given);
	sections_make(&their_sections, made);
	section_rows(&our_sections, &their_sections, cell, &ours, &our_texts);
	section_rows(&their_sections, &our_sections, cell, &theirs,
		     &their_texts);
	ours.footer = given->footer;
	theirs.footer = made->footer;
	keep_common(&ours, &theirs);
	keep_common(&theirs, &ours);
	compare(comparison, &ours, &theirs, same_inputs, cell);
	free(ours.lines);
	free(theirs.lines);
	free(our_texts);
	free(their_texts);
	sections_release(&our_sections);
	sections_release(&their_sections);
}

void comparison_release(struct comparison *comparison)
{
	for (int i = 0; i < comparison->line_count; i++) {
		free(comparison->lines[i].label);
		free(comparison->lines[i].found);
		free(comparison->lines[i].made);
	}
	for (int i = 0; i < comparison->block_count; i++)
		free(comparison->blocks[i].title);
	free(comparison->lines);
	free(comparison->blocks);
	*comparison = (struct comparison){ 0 };
}
