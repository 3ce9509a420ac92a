// SPDX-License-Identifier: GPL-2.0-only
#include "cli/adhoc.h"
#include "cli/command.h"
#include "cli/execute.h"

/* Boot one arm once and say how it ended and where the evidence is. */
int cmd_boot(int argc, const char **argv)
{
	execute_options.no_report = 1;
	return adhoc_run(argc, argv, 1, 1, "count", PRINT_RUNS);
}
