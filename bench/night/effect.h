/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_EFFECT_H
#define NUMABOOT_EFFECT_H

/*
 * Whether a change is worth a mail.  It never decides what is recorded: every
 * other digit is.  What is counted in bytes, pages and the like matters always;
 * instructions by their share of the whole boot, and by more behind the
 * first interrupt, where a longer boot is interrupted elsewhere.
 */

#include <stdbool.h>
#include <stddef.h>

#include "night/past.h"

/* Shares of a boot's instructions, before and behind the first interrupt. */
#define EFFECT_EARLY 0.0001
#define EFFECT_LATE 0.001
/* Of the level, for what is counted beside them: call paths and events. */
#define EFFECT_LITTLE 0.1

/**
 * struct effect - what nights.ini says of a metric
 * @metric: its name
 * @share: the smallest change that matters: of the boot's instructions for what
 *	is counted in instructions, of the level for all others; 0: any
 */
struct effect {
	char *metric;
	double share;
};

/**
 * struct effects - of all metrics that it names
 * @list: @count of them
 */
struct effects {
	struct effect *list;
	size_t count;
};

/**
 * effect_matters - is it worth a mail?
 * @level: what somebody was told last, HISTORY_GONE for nothing
 * @now: the value
 * @unit: of both
 * @boot_insns: of the boot of that cell, 0 where it is not known
 */
bool effect_matters(const struct effects *effects,
		    const struct series_key *key, const char *unit,
		    const char *level, const char *now, double boot_insns);

#endif
