/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_MAKE_H
#define NUMABOOT_MAKE_H

/*
 * A claim made from a run's folder.  Nothing gets into one that the run's own
 * tables do not say, and what it is written to is read again before it stays.
 */

#include "claim/claim.h"
#include "lib/error.h"

/**
 * struct claim_wish - what somebody wants to claim
 * @folder: of the run
 * @output: folder for the claim
 * @name: NULL for the plan's, or that of @like
 * @sentence: NULL for the plan's description, or that of @like
 * @cell: TOPOLOGY/MAPPING[/WORKLOAD], or NULL for all: where @expectations
 *	must hold
 * @expectations: NULL-terminated, `CELL = EXPECTATION` where it is about
 *	another cell; NULL for exact values of what the report begins with
 * @lines: of report.txt, "NAME = WORDS", `#` for a number of the report;
 *	NULL-terminated, or NULL
 * @like: a claim of an earlier run to take expectations and lines from, or
 *	NULL.  Where an expectation says `== NUMBER` the number is this run's
 */
struct claim_wish {
	const char *folder;
	const char *output;
	const char *name;
	const char *sentence;
	const char *cell;
	const char **expectations;
	const char **lines;
	const struct claim *like;
};

/**
 * claim_make - write NAME.claim and NAME.verdicts.csv
 * @claim: the new one, as it reads; claim_release() in all cases
 *
 * The rows are those of the run's verdicts.csv that an expectation is about.
 * Only a claim that is renewed in its own folder replaces a file.
 *
 * Return: 0, -EINVAL for what is not true of this run, -EEXIST, or another
 * -errno, with the sentence.
 */
int claim_make(struct claim *claim, const struct claim_wish *wish,
	       struct error *err);

/**
 * claim_take_run - what a run's run.json and tables say of it
 * @claim: zeroed; all but its name, sentence and lines are set
 *
 * Return: 0 or -errno.
 */
int claim_take_run(struct claim *claim, const char *folder,
		   struct error *err);

/** claim_take_boots - the same without its tables: enough to boot it again */
int claim_take_boots(struct claim *claim, const char *folder,
		     struct error *err);

#endif
