/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_VERDICTS_H
#define NUMABOOT_VERDICTS_H

/*
 * The verdicts.csv of a run (docs/verdicts.md), read whole: what the report
 * concluded of each metric, cell and candidate arm.  A file that is read has
 * only known words, only finite numbers, no row twice and one baseline.
 */

#include <stdbool.h>
#include <stddef.h>

#include "lib/error.h"

/* What the first column holds. */
#define VERDICTS_SCHEMA 1

/**
 * enum verdict_word - what is concluded of a row
 * @VERDICT_DIFFERS: the metric has no better direction
 * @VERDICT_NO_EVIDENCE: neither a difference nor a sameness was shown
 * @VERDICT_INVALID: nothing can be concluded
 */
enum verdict_word {
	VERDICT_BETTER,
	VERDICT_WORSE,
	VERDICT_DIFFERS,
	VERDICT_SAME,
	VERDICT_NO_EVIDENCE,
	VERDICT_INVALID,
	VERDICT_WORD_COUNT,
};

/**
 * enum verdict_reason - why
 * @REASON_EQUAL: the same digits
 * @REASON_MINIMUM: a change smaller than min_effect
 * @REASON_LAYOUT: not larger than what layout alone moves
 * @REASON_EFFECT: a difference that is one
 * @REASON_EQUIVALENT: shown to be within the margin
 * @REASON_NOISE: neither is shown
 * @REASON_BLOCKS: too few blocks for any test
 * @REASON_MISSING: an arm has no value
 */
enum verdict_reason {
	REASON_EQUAL,
	REASON_MINIMUM,
	REASON_LAYOUT,
	REASON_EFFECT,
	REASON_EQUIVALENT,
	REASON_NOISE,
	REASON_BLOCKS,
	REASON_MISSING,
	VERDICT_REASON_COUNT,
};

/**
 * struct verdict - one row; each member is the column of that name
 * @item: "" for none
 * @node: -1 for none
 * @noisy: class: statistics of blocks; else a count without spread
 * @direction: "less", "more" or "none"
 * @min_effect: as a ratio, as the others that have no unit
 * @layout: largest change by layout alone; NAN where it was not measured
 * @baseline_value: in @unit, a median when @noisy; NAN where there is none
 * @value: of @arm, likewise
 * @difference: @value less @baseline_value; NAN without one of them
 * @change: from the baseline; NAN from 0, and without one of the values
 * @low: of the interval of @change; NAN unless @noisy, and where it is open
 * @high: likewise
 */
struct verdict {
	const char *workload;
	const char *metric;
	const char *item;
	int node;
	const char *topology;
	const char *mapping;
	const char *baseline;
	const char *arm;
	const char *unit;
	bool noisy;
	const char *direction;
	double min_effect;
	double layout;
	double baseline_value;
	double value;
	double difference;
	double change;
	double low;
	double high;
	enum verdict_word verdict;
	enum verdict_reason reason;
};

/**
 * struct verdicts - a file of them
 * @text: that all strings of @rows are in
 * @rows: @count of them, in the order of the file
 * @baseline: that all rows have; NULL without rows
 */
struct verdicts {
	char *text;
	struct verdict *rows;
	size_t count;
	const char *baseline;
};

/** verdict_columns - the first names of the header, in order; ends with NULL */
extern const char *const verdict_columns[];

/** verdict_name - "better", … as in the file */
const char *verdict_name(enum verdict_word word);

/** verdict_find - the word of that name, or VERDICT_WORD_COUNT */
enum verdict_word verdict_find(const char *name);

/** verdict_reason_name - "equal", … as in the file */
const char *verdict_reason_name(enum verdict_reason reason);

/** verdict_allows - whether a row of that verdict may have that reason */
bool verdict_allows(enum verdict_word word, enum verdict_reason reason);

/**
 * verdicts_read - read a verdicts.csv
 * @path: of at most INPUT_WHOLE_BYTES; a header without rows is fine
 *
 * Columns behind the known ones are of a later numaboot and ignored.
 *
 * Return: 0, -errno of the file, or -EINVAL with "file:line: found …,
 * expected …"; verdicts_release() in all cases.
 */
int verdicts_read(struct verdicts *verdicts, const char *path,
		  struct error *err);

/** verdicts_release - free; a zeroed one is fine */
void verdicts_release(struct verdicts *verdicts);

#endif
