// SPDX-License-Identifier: GPL-2.0-only
#include "cli/command.h"
#include "cli/folder.h"
#include "samples/report.h"

/* Make the report of a run again from its tables. */
int cmd_report(int argc, const char **argv)
{
	return folder_command(argc, argv, report_make, "report.html");
}
