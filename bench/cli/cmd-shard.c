// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <stdlib.h>

#include "cli/command.h"
#include "cli/execute.h"
#include "cli/shard.h"

static const struct poptOption options[] = {
	{ NULL, 0, POPT_ARG_INCLUDE_TABLE, (void *)execute_inputs_table, 0,
	  NULL, NULL },
	POPT_AUTOHELP
	POPT_TABLEEND
};

/* Freeze a plan for several hosts. */
int cmd_shard(int argc, const char **argv)
{
	struct catalog catalog = { 0 };
	struct plan plan = { 0 };
	char *folder = NULL;
	const char **words;
	poptContext context;
	struct error err;
	int count, ret;
	int code = command_parse(argc, argv, options, "PLAN N", 2, 2, &words,
				 &context);

	if (code)
		goto out;
	ret = shard_count(words[1], &count, &err);
	if (ret == 0)
		ret = shard_plan(&plan, &catalog, words[0], &err);
	if (ret == 0)
		ret = shard_freeze(&plan, &catalog, count, argc, argv, &folder,
				   &err);
	if (ret)
		code = command_refuse(ret, &err);
	else
		puts(folder);
out:
	free(folder);
	plan_release(&plan);
	catalog_release(&catalog);
	command_release(context);
	return code;
}
