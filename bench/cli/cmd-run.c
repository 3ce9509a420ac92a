// SPDX-License-Identifier: GPL-2.0-only
#include "cli/command.h"
#include "cli/fail-on.h"
#include "cli/plan-command.h"

static int make_plan(struct plan *plan, const struct catalog *catalog,
		     const char **words, struct error *err)
{
	return plan_load(plan, catalog, words[0], err);
}

/* Run a plan: build, boot, sample, report. */
int cmd_run(int argc, const char **argv)
{
	const struct plan_command command = {
		.options = fail_on_table,
		.usage = "PLAN",
		.min = 1,
		.max = 1,
		.make = make_plan,
		.print = PRINT_PATH,
	};

	return plan_command_run(&command, argc, argv);
}
