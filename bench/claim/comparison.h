/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_COMPARISON_H
#define NUMABOOT_COMPARISON_H

/*
 * A report that somebody gave against the one that was made here of the same
 * plan: table by table, and each line that is not the same by itself.  With the
 * same images and tools every word must be the same.  With others what the
 * report states must hold: its verdicts, and what is zero or all or neither.
 */

#include <stdbool.h>
#include <stdio.h>

#include "claim/report-text.h"
#include "claim/sections.h"
#include "claim/standing.h"

/**
 * struct comparison_line - a line that is not simply verified
 * @block: index of the table
 * @line: in the file that was given, 0 for none
 * @nth: of its text, 0 for a line that is missing there
 * @label: row and column, "" for sentences
 * @found: the words that were given; "" for none
 * @made: the words that were made; "" for none
 * @missing: the given report lacks it, which says nothing against it; not
 *	checkable: it has rows or words that mean nothing without it
 */
struct comparison_line {
	enum standing standing;
	int block;
	int line;
	int nth;
	char *label;
	char *found;
	char *made;
	bool missing;
};

/**
 * struct comparison_block - a table or sentences
 * @title: "boot.insns", "findings"
 * @lines: how many of them were compared
 * @standing: the worst of its lines
 */
struct comparison_block {
	char *title;
	int lines;
	enum standing standing;
};

/**
 * struct comparison - all of it
 * @blocks: @block_count of them, in the order of the report
 * @lines: @line_count of them, in order
 * @missing: how many of them are only missing
 * @standing: the worst of all
 */
struct comparison {
	struct comparison_block *blocks;
	int block_count;
	struct comparison_line *lines;
	int line_count;
	int missing;
	enum standing standing;
};

/**
 * comparison_make - compare all of two reports, or the rows of one cell
 * @given: by somebody
 * @made: here
 * @same_inputs: images and tools are the same
 * @cell: NULL for all.  Of a cell values are compared, and no verdict where the
 *	values are the same: it depends on the other cells
 *
 * comparison_release() it.
 */
void comparison_make(struct comparison *comparison,
		     const struct report_text *given,
		     const struct report_text *made, bool same_inputs,
		     const struct section_cell *cell);

/** comparison_release - free; a zeroed one is fine */
void comparison_release(struct comparison *comparison);

#endif
