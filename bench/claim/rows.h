/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_CLAIM_ROWS_H
#define NUMABOOT_CLAIM_ROWS_H

/*
 * NAME.verdicts.csv beside a claim: the rows of the run's verdicts.csv that
 * its expectations are about, each as it stood there, so that they are judged
 * alike.  A claim with it stands without the run's folder.
 */

#include "claim/claim.h"
#include "lib/error.h"

/**
 * rows_write - write them, and put their hash into the claim
 * @verdicts: of the run
 * @path: of its file
 *
 * A claim without expectations gets none.
 *
 * Return: 0 or -errno.
 */
int rows_write(struct claim *claim, const struct verdicts *verdicts,
	       const char *path, struct error *err);

/**
 * rows_compare - are values of a run those of the rows beside a claim?
 * @differs: NULL stays when all are; else how they differ, which the caller
 *	frees
 * @path: verdicts.csv of the run, which need not have all cells
 *
 * Return: 0 or -errno.
 */
int rows_compare(char **differs, const struct claim *claim, const char *path,
		 struct error *err);

/** verdict_same_place - are two rows about the same but for the arm? */
bool verdict_same_place(const struct verdict *one,
			const struct verdict *other);

#endif
