/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_CHECK_H
#define NUMABOOT_CHECK_H

/*
 * What a folder's tables say of a claim, line by line.  A line that is false
 * is refuted whatever the tables are; one that is true is verified only by
 * tables and images that are the claim's own.  What is about no row, or not
 * there, is not checkable, and never true.
 */

#include <stdbool.h>
#include <stddef.h>

#include "claim/claim.h"
#include "claim/standing.h"
#include "lib/error.h"

/**
 * struct finding - of one line of a claim
 * @where: its cells, or its name in [report]
 * @what: the line
 * @detail: what was found; "" when it is verified
 */
struct finding {
	char *where;
	char *what;
	enum standing standing;
	char *detail;
};

/**
 * struct findings - of all lines of a claim that were asked for
 * @list: @count of them: expectations, then lines of the report
 * @left_out: lines that a check of one cell says nothing of
 */
struct findings {
	struct finding *list;
	size_t count;
	size_t left_out;
};

/**
 * struct check_file - a file that lines are checked by
 * @path: NULL where there is none
 * @foreign: why it is none of the claim's own, or what is missing; NULL when
 *	it is the claim's own
 */
struct check_file {
	char *path;
	char *foreign;
};

/**
 * struct check - what is asked, and of what
 * @verdicts: a verdicts.csv, or rows of one
 * @report: the report.txt
 * @cell: TOPOLOGY/MAPPING[/WORKLOAD], or NULL for all
 * @differs: what this run has that the claim's had not, or NULL: nothing.
 *	True lines only hold then
 */
struct check {
	struct check_file verdicts;
	struct check_file report;
	const char *cell;
	const char *differs;
};

/**
 * check_find - the files that a claim was made from
 * @check: zeroed; its files are set
 * @folder: of the run, or NULL: what is beside the claim
 *
 * NAME.verdicts.csv, or else verdicts.csv, and report.txt.  Each must have the
 * hash that the claim has of it.
 *
 * Return: 0 or -errno; check_release() in both cases.
 */
int check_find(struct check *check, const struct claim *claim,
	       const char *folder, struct error *err);

/** check_release - free what check_find() made */
void check_release(struct check *check);

/**
 * check_claim - judge each line
 * @findings: made here; findings_release() in all cases
 *
 * Return: 0, also when lines are refuted, or -errno with the sentence.
 */
int check_claim(struct findings *findings, const struct claim *claim,
		const struct check *check, struct error *err);

/** findings_standing - of the whole claim: the worst of its lines */
enum standing findings_standing(const struct findings *findings);

/** findings_release - free; a zeroed one is fine */
void findings_release(struct findings *findings);

#endif
