// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/adhoc.h"
#include "cli/command.h"
#include "cli/plan-command.h"
#include "evidence/files.h"
#include "lib/file.h"
#include "../workloads/profile/profiles.h"

#define MAX_ARMS 16

static int diff;

static const struct poptOption table[] = {
	{ NULL, 0, POPT_ARG_INCLUDE_TABLE, (void *)adhoc_table, 0, NULL,
	  NULL },
	{ "diff", 0, POPT_ARG_NONE, &diff, 0,
	  "print what changes from the first arm, or recorded run, to each other one",
	  NULL },
	POPT_TABLEEND
};

static int make_plan(struct plan *plan, const struct catalog *catalog,
		     const char **words, struct error *err);

static struct plan_command command = {
	.options = table,
	.usage = "ARM... | --diff FOLDER FOLDER",
	.min = 1,
	.max = MAX_ARMS,
	.make = make_plan,
	.print = PRINT_FINDINGS,
};

static bool is_recorded(const char *word)
{
	char *path = evidence_path(word, EVIDENCE_CALLGRAPH);
	bool recorded = file_exists(path);

	free(path);
	return recorded;
}

static int make_plan(struct plan *plan, const struct catalog *catalog,
		     const char **words, struct error *err)
{
	if (diff && !words[1])
		return error_set(err, EINVAL,
				 "--diff: found one arm, expected two or more");
	if (diff)
		command.print = PRINT_DIFFERENCES;
	return adhoc_make(plan, catalog, "profile", "profile", words, err);
}

/* Two words and --diff, both of them folders: nothing has to be booted. */
static bool take_folders(int argc, const char **argv, const char **folders)
{
	int count = 0;
	bool asked = false;

	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--diff") == 0)
			asked = true;
		else if (count < 2 && is_recorded(argv[i]))
			folders[count++] = argv[i];
		else
			return false;
	}
	return asked && count == 2;
}

/* Boot arms and print what they execute, or what changes between them. */
int cmd_profile(int argc, const char **argv)
{
	const char *folders[2];
	struct error err;

	execute_options.no_report = 1;
	if (!take_folders(argc, argv, folders))
		return plan_command_run(&command, argc, argv);
	if (profiles_compare(folders[0], folders[1], stdout, &err))
		return command_refuse(-EINVAL, &err);
	return 0;
}
