// SPDX-License-Identifier: GPL-2.0-only
#include "cli/adhoc.h"
#include "cli/command.h"
#include "cli/plan-command.h"

#define MAX_ARMS 16

static int make_plan(struct plan *plan, const struct catalog *catalog,
		     const char **words, struct error *err)
{
	return adhoc_make(plan, catalog, "pagetable", "pagetable", words,
			  err);
}

/* Boot arms and print where their page tables lie and what they map. */
int cmd_pagetable(int argc, const char **argv)
{
	const struct plan_command command = {
		.options = adhoc_table,
		.usage = "ARM...",
		.min = 1,
		.max = MAX_ARMS,
		.make = make_plan,
		.print = PRINT_FINDINGS,
	};

	/* The tables are the answer. */
	execute_options.no_report = 1;
	return plan_command_run(&command, argc, argv);
}
