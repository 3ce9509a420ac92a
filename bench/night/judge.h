/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_NIGHT_JUDGE_H
#define NUMABOOT_NIGHT_JUDGE_H

/*
 * What became of an arm since its last night, and whose change it is.  Equality
 * decides whether something changed.  Who is told by what moved beside it: the
 * kernel, the environment, or neither, which is a defect of the lab.  Where both
 * moved, values of the old kernel in the new environment split each difference
 * in two that add up to it.
 */

#include <stdbool.h>
#include <stddef.h>

#include "night/past.h"
#include "night/taken.h"

/**
 * enum cause - whose change it is
 * @CAUSE_FIRST: the arm's first night: nothing to compare with
 * @CAUSE_NONE: every value is the same
 * @CAUSE_DEFECT: the same kernel and environment gave another value
 * @CAUSE_KERNEL: only the kernel is another one
 * @CAUSE_ENVIRONMENT: only the environment is
 * @CAUSE_BOTH: both are, and the old kernel was booted in the new environment
 * @CAUSE_UNKNOWN: both are, and it was not
 */
enum cause {
	CAUSE_FIRST,
	CAUSE_NONE,
	CAUSE_DEFECT,
	CAUSE_KERNEL,
	CAUSE_ENVIRONMENT,
	CAUSE_BOTH,
	CAUSE_UNKNOWN,
};

/** cause_name - "kernel", "environment", … */
const char *cause_name(enum cause cause);

/**
 * struct difference - a series that is not what it was
 * @series: NULL for one that is new in a cell that was there
 * @key: of it
 * @unit: of its metric
 * @was: HISTORY_GONE for nothing, as @now
 * @bridge: of the old kernel in the new environment, or NULL
 */
struct difference {
	const struct past_series *series;
	struct series_key key;
	const char *unit;
	const char *was;
	const char *bridge;
	const char *now;
};

/**
 * struct judged - an arm of a run beside its last night
 * @arm: of the run
 * @before: its last good night, or NULL
 * @differences: @count of them, in the order of the values, then what is gone
 * @vanished: cells of the last night that are not in the plan any more,
 *	@vanished_count of them; not those that were retired
 */
struct judged {
	const struct taken_arm *arm;
	const struct past_night *before;
	enum cause cause;
	struct difference *differences;
	size_t count;
	char **vanished;
	size_t vanished_count;
};

/**
 * judge_arm - put an arm of a run beside its last night
 * @bridge: the same arm with the old kernel in the new environment, or NULL
 *
 * judged_release() it.
 */
void judge_arm(struct judged *judged, const struct past *past,
	       const char *plan, const struct taken_arm *arm,
	       const struct taken_arm *bridge);

/** judged_release - free; a zeroed one is fine */
void judged_release(struct judged *judged);

/** judge_is_gap - does an end state tell of the host, and not of the kernel? */
bool judge_is_gap(const char *end_state);

#endif
