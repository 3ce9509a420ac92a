// SPDX-License-Identifier: GPL-2.0-only
#include "cli/command.h"
#include "cli/folder.h"
#include "workload/samples.h"

/* Make the tables of a run again from its evidence. */
int cmd_samples(int argc, const char **argv)
{
	const struct poptOption options[] = { POPT_AUTOHELP POPT_TABLEEND };

	return folder_command(argc, argv, options, samples_write,
			      "samples.csv");
}
