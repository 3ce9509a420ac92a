/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_EXECUTE_H
#define NUMABOOT_EXECUTE_H

/*
 * The part that `run`, `compare`, `boot` and the questions share: from a plan
 * to boots, tables, a report and what goes to stdout.  Progress goes to
 * stderr. stdout gets results only, so that it can be read by a program.
 */

#include <popt.h>

#include "cli/answer.h"
#include "plan/plan.h"

#define DEFAULT_QEMU "qemu-system-x86_64"

/**
 * struct execute_options - what `run`, `compare` and `boot` have in common
 * @config_files: `[LABEL:] FILE`, NULL-terminated, or NULL
 * @makes: `[LABEL:] WORDS`, likewise
 * @jobs: boots at a time, 0: one for each CPU
 * @base: of kernels that are named without one, or NULL
 * @no_report: leave it at samples
 * @again: boot what was measured before, too
 * @out: where plans have their folders, NULL: out
 * @quiet: say only what fails
 * @verbose: say how each boot ended
 * @json: print a machine-readable summary
 * @tap: file for test points as TAP, or NULL
 * @junit: file for them as JUnit's XML, or NULL
 */
struct execute_options {
	char **config_files;
	char **makes;
	const char *qemu;
	const char *symbols;
	const char *resume;
	const char *base;
	const char *tap;
	const char *junit;
	int allow_tcg;
	int again;
	int jobs;
	int no_report;
	char *out;
	int quiet;
	int verbose;
	int json;
};

extern struct execute_options execute_options;

/** execute_table - popt's table for those options */
extern const struct poptOption execute_table[];

/** execute_inputs_table - those of them that say with what a plan is booted */
extern const struct poptOption execute_inputs_table[];

/** execute_earlier_table - … of commands for which an earlier session will do */
extern const struct poptOption execute_earlier_table[];

/**
 * execute_plan - from a plan to a report
 * @argc: of the whole command, for the record
 * @argv: of the whole command
 * @print: what goes to stdout
 * @earlier: a finished session of the same inputs will do (session/earlier.h)
 *
 * Return: the exit code: 0 when every run completed, 77 when all were
 * skipped, 1 when one failed.
 */
int execute_plan(const struct plan *plan, const struct catalog *catalog,
		 int argc, const char **argv, enum answer_kind print,
		 bool earlier);

/** execute_exit_code - what runs that ended so are worth, as execute_plan() */
int execute_exit_code(const int counts[END_STATE_COUNT]);

/**
 * execute_session - boot what is not sealed yet, and make the tables
 * @counts: set to the runs by end state
 *
 * Return: 0 or -errno.
 */
int execute_session(struct session *session, int counts[END_STATE_COUNT],
		    struct error *err);

#endif
