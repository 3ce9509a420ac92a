/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_NIGHT_RECORD_H
#define NUMABOOT_NIGHT_RECORD_H

/*
 * A night as lines of the history (docs/nights.md).  All that its alert and its
 * pages say of a change is in these lines, so that both can be made when the
 * evidence is gone.  Of a night with a defect nothing is published: it has its
 * line and what was found, and no value.
 */

#include "night/change.h"

/**
 * struct night_arm - an arm of a night's run
 * @run: the run
 * @judged: what became of it
 * @before: its last night's run, or NULL where that cannot be read
 * @lost: why it cannot
 * @bridge: the old kernel in the new environment, or NULL
 */
struct night_arm {
	const struct taken *run;
	struct judged judged;
	const struct taken *before;
	const char *lost;
	const struct taken *bridge;
};

/**
 * struct night - what a night found
 * @time: what it is called by
 * @arms: @count of them, of all its runs
 * @changes: of all arms
 * @failed: what did not run, and why; @failed_count of them
 * @gone: "PLAN\tARM" of the last night that nobody asks for any more
 */
struct night {
	const char *time;
	struct night_arm *arms;
	size_t count;
	struct changes changes;
	char **failed;
	size_t failed_count;
	char **gone;
	size_t gone_count;
};

/** night_has_defect - did the same inputs give other values? */
bool night_has_defect(const struct night *night);

/**
 * record_lines - the lines of its block
 *
 * Return: text that the caller frees.
 */
char *record_lines(const struct night *night, const struct past *past);

#endif
