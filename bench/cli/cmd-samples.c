// SPDX-License-Identifier: GPL-2.0-only
#include "cli/command.h"
#include "cli/folder.h"
#include "samples/samples.h"

/* Make the tables of a run again from its evidence. */
int cmd_samples(int argc, const char **argv)
{
	return folder_command(argc, argv, samples_write, "samples.csv");
}
