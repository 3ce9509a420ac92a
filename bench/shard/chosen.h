/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_CHOSEN_H
#define NUMABOOT_CHOSEN_H

/*
 * Of which try each run of a frozen plan is taken.  An exact run is taken of
 * the first that sealed it, and every other one must have left the same; the
 * runs of a timed block are all of one try, or none is taken.
 */

#include "shard/attempt.h"

/**
 * struct chosen - of each cell of the frozen record
 * @frozen: not owned
 * @from: the try, or NULL: no host has sealed it.  Of the canary it is NULL
 * @missing: how many are lacking, the canary apart
 */
struct chosen {
	const struct frozen *frozen;
	const struct attempt **from;
	size_t missing;
};

/**
 * chosen_make - choose
 * @attempts: not owned; may be those of one shard
 */
void chosen_make(struct chosen *chosen, const struct frozen *frozen,
		 const struct attempts *attempts);

/** chosen_lacks - is this cell to be booted still? */
bool chosen_lacks(const struct chosen *chosen, size_t cell);

/**
 * chosen_check - did all tries that sealed a cell leave the same?
 *
 * Of timed plans there is nothing to compare.
 *
 * Return: 0, -EBADMSG with both folders and the first difference, or -errno.
 */
int chosen_check(const struct chosen *chosen, const struct attempts *attempts,
		 struct error *err);

/** chosen_release - free; a zeroed one is fine */
void chosen_release(struct chosen *chosen);

#endif
