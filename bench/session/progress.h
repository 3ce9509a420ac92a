/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_PROGRESS_H
#define NUMABOOT_PROGRESS_H

/*
 * How far a session is, for people, on stderr: one line on a terminal, a line
 * for each run elsewhere.
 */

#include <stdbool.h>
#include <stdint.h>

#include "evidence/result.h"

/**
 * struct progress - how far a session is, for people, on stderr
 * @total: runs of the session
 * @done: sealed runs
 * @booted: those of them that were booted now
 * @started_ns: when the first boot started
 * @terminal: one line that is written over; otherwise a line a run
 * @skip_reason: why runs are skipped, as it was said last; "" at first
 * @counts: sealed runs by end state
 */
struct progress {
	int total;
	int done;
	int booted;
	uint64_t started_ns;
	bool terminal;
	char skip_reason[2048];
	int counts[END_STATE_COUNT];
};

/**
 * progress_begin - start the clock
 * @skip_reason: what has been said of all runs, or NULL
 */
void progress_begin(struct progress *progress, int total,
		    const char *skip_reason);

/** progress_found - a run was sealed before this session */
void progress_found(struct progress *progress, const struct result *result);

/**
 * progress_ended - a run was sealed now; a failed one is named at once, and a
 * skipped one for a reason that has not just been said
 */
void progress_ended(struct progress *progress, const char *cell,
		    const struct result *result);

/** progress_show - renew the line with the time that is left */
void progress_show(const struct progress *progress);

/** progress_end - clear the line and print the counts by end state */
void progress_end(const struct progress *progress);

#endif
