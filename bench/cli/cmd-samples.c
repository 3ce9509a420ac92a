// SPDX-License-Identifier: GPL-2.0-only
#include "cli/command.h"
#include "cli/folder.h"

/* Make the tables of a run again from its evidence, and what else it gives. */
int cmd_samples(int argc, const char **argv)
{
	const struct poptOption options[] = { POPT_AUTOHELP POPT_TABLEEND };
	const struct folder_work work = {
		.options = options,
		.work = folder_make_tables,
		.made = "samples.csv",
	};

	return folder_command(argc, argv, &work);
}
