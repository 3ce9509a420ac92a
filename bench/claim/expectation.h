/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_EXPECTATION_H
#define NUMABOOT_EXPECTATION_H

/*
 * What somebody expects of a run's verdicts, in one line (docs/verdicts.md):
 * claims say what must hold, --fail-on what must not.  It is parsed without a
 * run, and judged for each row that it is about.  A row without a value is
 * never true, and what is about no row is an error.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "claim/verdicts.h"
#include "lib/error.h"
#include "workload/workload.h"

/**
 * enum expectation_kind - what the right side is
 * @EXPECT_VERDICT: a word: better, worse, same; differs is any difference
 * @EXPECT_VALUE: a number in the metric's unit
 * @EXPECT_CHANGE: a signed change from the baseline
 * @EXPECT_ARM: the value of another arm, perhaps times a factor
 */
enum expectation_kind {
	EXPECT_VERDICT,
	EXPECT_VALUE,
	EXPECT_CHANGE,
	EXPECT_ARM,
};

/** enum expectation_operator - == != < <= > >= */
enum expectation_operator {
	EXPECT_EQUAL,
	EXPECT_UNEQUAL,
	EXPECT_LESS,
	EXPECT_LESS_EQUAL,
	EXPECT_MORE,
	EXPECT_MORE_EQUAL,
	EXPECT_OPERATOR_COUNT,
};

/**
 * struct expectation - [ARM:] METRIC[ITEM] [@NODE] OP RIGHT, or a word
 * @text: as it was written
 * @arm: whose value; NULL for every candidate
 * @metric: NULL for all, which only a word may be about
 * @item: NULL for every item; "" for rows without one, written []
 * @node: -1 for rows of any node and of none
 * @kind: which of the members behind it are set
 * @word: with EXPECT_VERDICT
 * @operator: with the others
 * @number: in the metric's unit, a ratio (0.01 is 1 %), or the factor
 * @right: with EXPECT_ARM; NULL for the baseline
 */
struct expectation {
	char *text;
	char *arm;
	const struct metric *metric;
	char *item;
	int node;
	enum expectation_kind kind;
	enum verdict_word word;
	enum expectation_operator operator;
	double number;
	char *right;
};

/**
 * enum judgement_state - what a row says of an expectation
 * @JUDGED_UNKNOWN: nothing was measured, or an arm has no value
 */
enum judgement_state {
	JUDGED_FALSE,
	JUDGED_TRUE,
	JUDGED_UNKNOWN,
};

/**
 * struct judgement - of one row
 * @row: where it is; lives as long as the verdicts
 * @arm: whose value it is about; the row's baseline or its arm
 * @left: the value of @arm; NAN where there is none
 * @right: what it is compared with, in the metric's unit: the number, the
 *	baseline's value, or that of the other arm times the factor
 * @other: that of the other arm; NAN where none is asked for
 */
struct judgement {
	const struct verdict *row;
	const char *arm;
	enum judgement_state state;
	double left;
	double right;
	double other;
};

/**
 * struct judgements - of all rows that an expectation is about
 * @list: @count of them, in the order of the rows; never none
 * @met: how many are true
 * @unknown: how many nothing is known of
 */
struct judgements {
	struct judgement *list;
	size_t count;
	size_t met;
	size_t unknown;
};

/**
 * expectation_parse - read one
 *
 * Metrics are those of the registry.
 *
 * Return: 0, or -EINVAL with "`TEXT`: found …, expected …";
 * expectation_release() in both cases.
 */
int expectation_parse(struct expectation *expectation, const char *text,
		      struct error *err);

/** expectation_release - free; a zeroed one is fine */
void expectation_release(struct expectation *expectation);

/**
 * expectation_check_arms - are the arms that it names among these?
 * @arms: names, the first is the baseline
 *
 * So that it can be refused before a boot.  Also refused: a change of the
 * baseline from itself, and a verdict of the baseline.
 *
 * Return: 0 or -EINVAL with the sentence.
 */
int expectation_check_arms(const struct expectation *expectation,
			   const char *const *arms, size_t count,
			   struct error *err);

/**
 * expectation_judge - judge each row that it is about
 * @cells: NULL, or TOPOLOGY/MAPPING or TOPOLOGY/MAPPING/WORKLOAD, ending with
 *	NULL: rows of these cells only
 * @judgements: made here; judgements_release() in all cases
 *
 * A noisy row's value is an interval where it is compared with the baseline
 * (a change, or a factor of it): true is what all of the interval is.
 *
 * Return: 0, -ENOENT when it is about no row, and -EINVAL as
 * expectation_check_arms() by the arms of @verdicts; with the sentence.
 */
int expectation_judge(const struct expectation *expectation,
		      const struct verdicts *verdicts,
		      const char *const *cells,
		      struct judgements *judgements, struct error *err);

/** judgements_release - free; a zeroed one is fine */
void judgements_release(struct judgements *judgements);

/**
 * judgement_print - a row with both values, in one line without its end
 *
 * "numa2/2M/count boot.insns: unpatched 110971706, patched 112081423
 * (+1.000 %, worse)", and the other arm's value where there is one.
 */
void judgement_print(FILE *out, const struct expectation *expectation,
		     const struct judgement *judgement);

#endif
