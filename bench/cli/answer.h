/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_ANSWER_H
#define NUMABOOT_ANSWER_H

/*
 * What a command that boots prints to stdout when all is done.  It reads what
 * the session left in its folder; nothing is printed before.
 */

#include <jansson.h>
#include <stdbool.h>

#include "lib/error.h"
#include "session/session.h"

/** enum answer_kind - what goes to stdout when all is done */
enum answer_kind {
	PRINT_PATH,	/* where the report is */
	PRINT_REPORT,	/* report.txt, once it is made, and where the rest is */
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
 * answer_print_json - print the outcome for machines (docs/verdicts.md)
 * @plan: its name
 * @folder: of the session
 * @end_states: how many runs ended how; taken over
 * @report: a report was made, and its verdicts.csv with it
 *
 * Return: 0 or -errno, when the verdicts cannot be read.
 */
int answer_print_json(const char *plan, const char *folder,
		      json_t *end_states, bool report, struct error *err);

#endif
