// SPDX-License-Identifier: GPL-2.0-only
#include "cli/adhoc.h"
#include "cli/command.h"

#define MAX_ARMS 16

/* Run arms side by side and print the table for a commit message. */
int cmd_compare(int argc, const char **argv)
{
	return adhoc_run(argc, argv, 2, MAX_ARMS, "count placement",
			 PRINT_REPORT);
}
