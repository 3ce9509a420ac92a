// SPDX-License-Identifier: GPL-2.0-only
#include "cli/command.h"
#include "cli/folder.h"
#include "workload/derived.h"
#include "workload/samples.h"

static int make(const char *folder, struct error *err)
{
	int ret = samples_write(folder, err);

	return ret < 0 ? ret : derived_write(folder, err);
}

/* Make the tables of a run again from its evidence, and what else it gives. */
int cmd_samples(int argc, const char **argv)
{
	const struct poptOption options[] = { POPT_AUTOHELP POPT_TABLEEND };

	return folder_command(argc, argv, options, make,
			      "samples.csv");
}
