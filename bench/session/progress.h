/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_PROGRESS_H
#define NUMABOOT_PROGRESS_H

/*
 * How far a session is, for people, on stderr: one line on a terminal, elsewhere
 * what failed and how it ended, and a line for each run for who asks.
 */

#include <stdbool.h>
#include <stdint.h>

#include "evidence/result.h"
#include "plan/cells.h"

#define PROGRESS_PRICES 64

/** enum progress_lines - how much is told */
enum progress_lines {
	PROGRESS_USUAL,
	PROGRESS_EACH,	/* a line for each run */
	PROGRESS_QUIET,	/* runs that failed only */
};

/** progress_tell - of all sessions of this process */
void progress_tell(enum progress_lines lines);

/**
 * struct progress_price - what boots of a workload take
 * @left: how many are still to be booted
 * @booted: by this session, in @spent_ns
 */
struct progress_price {
	const struct workload *workload;
	int left;
	int booted;
	uint64_t spent_ns;
};

/**
 * struct progress - how far a session is, for people, on stderr
 * @total: runs of the session
 * @done: sealed runs
 * @started_ns: when the first boot started
 * @terminal: one line that is written over; otherwise a line a run
 * @skip_reason: why runs are skipped, as it was said last; "" at first
 * @counts: sealed runs by end state
 * @prices: @price_count of them, one for each workload
 */
struct progress {
	int total;
	int done;
	uint64_t started_ns;
	bool terminal;
	char skip_reason[2048];
	int counts[END_STATE_COUNT];
	struct progress_price prices[PROGRESS_PRICES];
	size_t price_count;
};

/**
 * progress_begin - start the clock
 * @cells: of the session
 * @skip_reason: what has been said of all runs, or NULL
 */
void progress_begin(struct progress *progress, const struct cells *cells,
		    const char *skip_reason);

/** progress_found - a run was sealed before this session */
void progress_found(struct progress *progress, const struct cell *cell,
		    const struct result *result);

/**
 * progress_ended - a run was sealed now; a failed one is named at once, and a
 * skipped one for a reason that has not just been said
 */
void progress_ended(struct progress *progress, const struct cell *cell,
		    const struct result *result);

/**
 * progress_left_s - seconds that are left; negative: not known
 * @elapsed_s: since the session began
 *
 * What is left is priced by its workload, as far as one of it was booted, else
 * by the mean of all; as many boots at once as there were so far.
 */
double progress_left_s(const struct progress *progress, double elapsed_s);

/** progress_show - renew the line with the time that is left */
void progress_show(const struct progress *progress);

/** progress_end - clear the line and print the counts by end state */
void progress_end(const struct progress *progress);

#endif
