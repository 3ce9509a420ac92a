// SPDX-License-Identifier: GPL-2.0-only
#include "cli/adhoc.h"
#include "cli/command.h"
#include "cli/plan-command.h"

static int make_plan(struct plan *plan, const struct catalog *catalog,
		     const char **words, struct error *err)
{
	return adhoc_make(plan, catalog, "boot", "count", words, err);
}

/* Boot one arm and say how it ended and where the evidence is. */
int cmd_boot(int argc, const char **argv)
{
	const struct plan_command command = {
		.options = adhoc_options(),
		.usage = "ARM",
		.min = 1,
		.max = 1,
		.make = make_plan,
		.print = PRINT_RUNS,
	};

	/* A report compares. */
	execute_options.no_report = 1;
	return plan_command_run(&command, argc, argv);
}
