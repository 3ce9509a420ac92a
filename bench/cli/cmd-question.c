// SPDX-License-Identifier: GPL-2.0-only
/*
 * Commands that boot arms for one workload and print what was found: the
 * answer is the table, so no report is made.
 */
#include <errno.h>
#include <popt.h>
#include <stddef.h>

#include "cli/adhoc.h"
#include "cli/command.h"
#include "cli/plan-command.h"

#define MAX_ARMS 16

static const char *workload;
static int want_difference;

static int make_plan(struct plan *plan, const struct catalog *catalog,
		     const char **words, struct error *err);

static const struct poptOption difference_table[] = {
	{ "diff", 0, POPT_ARG_NONE, &want_difference, 0,
	  "print what changes from the first arm to each other one", NULL },
	{ NULL, 0, POPT_ARG_INCLUDE_TABLE, (void *)adhoc_table, 0, NULL,
	  NULL },
	POPT_TABLEEND
};

static struct plan_command question = {
	.options = adhoc_table,
	.usage = "ARM...",
	.min = 1,
	.max = MAX_ARMS,
	.make = make_plan,
	.print = PRINT_FINDINGS,
};

static int make_plan(struct plan *plan, const struct catalog *catalog,
		     const char **words, struct error *err)
{
	if (want_difference && !words[1])
		return error_set(err, EINVAL,
				 "--diff: found one arm, expected two or more");
	if (want_difference)
		question.print = PRINT_DIFFERENCES;
	return adhoc_make(plan, catalog, workload, workload, words, err);
}

static int ask(const char *name, int argc, const char **argv)
{
	workload = name;
	execute_options.no_report = 1;
	return plan_command_run(&question, argc, argv);
}

/* Boot arms up to the finished direct map and print its page tables. */
int cmd_footprint(int argc, const char **argv)
{
	return ask("footprint", argc, argv);
}

/* Boot arms and print what they read and write on which node, or changes. */
int cmd_accesses(int argc, const char **argv)
{
	question.options = difference_table;
	return ask("accesses", argc, argv);
}

/* Boot arms and print where their page tables lie and what they map. */
int cmd_pagetable(int argc, const char **argv)
{
	return ask("pagetable", argc, argv);
}

/* Boot arms and print which memory of hotpluggable nodes can be removed. */
int cmd_hotremove(int argc, const char **argv)
{
	return ask("hotremove", argc, argv);
}

/* Boot arms and print where early allocations lie, or what has moved. */
int cmd_placement(int argc, const char **argv)
{
	question.options = difference_table;
	return ask("placement", argc, argv);
}
