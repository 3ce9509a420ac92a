/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_ANSWER_H
#define NUMABOOT_ANSWER_H

/*
 * What a command that boots prints to stdout when all is done.  It reads what
 * the session left in its folder; nothing is printed before.
 */

#include "evidence/endstate.h"
#include "session/session.h"

/** enum answer_kind - what goes to stdout when all is done */
enum answer_kind {
	PRINT_PATH,	/* where the report is */
	PRINT_REPORT,	/* report.txt, and where the rest is */
	PRINT_RUNS,	/* a line for each run */
	PRINT_FINDINGS,	/* what each run's workload prints for people */
	PRINT_DIFFERENCES,	/* the same, of the first arm and another */
};

/**
 * answer_print - print it, and where the rest is
 * @report: a report was made
 */
void answer_print(const struct session *session, bool report,
		  enum answer_kind kind);

/**
 * answer_print_json - print folder and end states for machines
 * @counts: runs by end state
 */
void answer_print_json(const struct session *session,
		       const int counts[END_STATE_COUNT]);

#endif
