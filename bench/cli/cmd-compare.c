// SPDX-License-Identifier: GPL-2.0-only
#include "cli/adhoc.h"
#include "cli/command.h"
#include "cli/compare-runs.h"
#include "cli/fail-on.h"
#include "cli/plan-command.h"

#define MAX_ARMS 16

static int make_plan(struct plan *plan, const struct catalog *catalog,
		     const char **words, struct error *err)
{
	return adhoc_make(plan, catalog, "compare", "count placement", words,
			  err);
}

/* Run arms, or take runs, side by side and print the table for a commit message. */
int cmd_compare(int argc, const char **argv)
{
	const struct poptOption options[] = {
		{ "again", 0, POPT_ARG_NONE, &execute_options.again, 0,
		  "boot also what was measured before from the same inputs",
		  NULL },
		{ NULL, 0, POPT_ARG_INCLUDE_TABLE, (void *)adhoc_options(), 0,
		  NULL, NULL },
		{ NULL, 0, POPT_ARG_INCLUDE_TABLE, (void *)fail_on_table, 0,
		  NULL, NULL },
		POPT_TABLEEND
	};
	const struct plan_command command = {
		.options = options,
		.usage = "ARM ARM... | RUN[:ARM] RUN[:ARM]...",
		.min = 2,
		.max = MAX_ARMS,
		.instead = compare_runs,
		.make = make_plan,
		.print = PRINT_REPORT,
		.earlier = true,
	};

	return plan_command_run(&command, argc, argv);
}
