/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_PLAN_COMMAND_H
#define NUMABOOT_PLAN_COMMAND_H

/*
 * One shape for the commands that make a plan and execute it.  What is wrong
 * with its words or in the plan ends such a command with EXIT_USAGE, before a
 * guest is started.
 */

#include "cli/execute.h"

/**
 * struct plan_command - a command that makes a plan and executes it
 * @options: popt's table of its own options
 * @usage: what stands behind the options in the help
 * @min: fewest further words
 * @max: most further words
 * @instead: does what needs no boot, and says whether that was all (@done);
 *	NULL for none.  Returns the exit code
 * @make: fill in a zeroed plan from the further words and the options
 * @print: what goes to stdout
 * @earlier: a finished session of the same inputs will do (session/earlier.h)
 */
struct plan_command {
	const struct poptOption *options;
	const char *usage;
	int min;
	int max;
	int (*instead)(const struct catalog *catalog, const char **words,
		       int argc, const char **argv, bool *done);
	int (*make)(struct plan *plan, const struct catalog *catalog,
		    const char **words, struct error *err);
	enum answer_kind print;
	bool earlier;
};

/** plan_command_options - --config and --make, as if the plan said it */
int plan_command_options(struct plan *plan, const struct catalog *catalog,
			 struct error *err);

/** plan_command_run - parse, make the plan, execute it; Return: exit code */
int plan_command_run(const struct plan_command *command, int argc,
		     const char **argv);

#endif
