// SPDX-License-Identifier: GPL-2.0-only
#include "cli/command.h"
#include "cli/execute.h"

#include <stdlib.h>

#include "lib/root.h"

/* Run a plan: build, boot, sample, report. */
int cmd_run(int argc, const char **argv)
{
	const struct poptOption options[] = {
		{ NULL, 0, POPT_ARG_INCLUDE_TABLE, (void *)execute_table, 0,
		  NULL, NULL },
		POPT_AUTOHELP
		POPT_TABLEEND
	};
	char *variants = root_path("kernels/variants.ini");
	struct catalog catalog = { 0 };
	struct plan plan = { 0 };
	struct error err;
	const char **words;
	poptContext context;
	int ret = command_parse(argc, argv, options, "PLAN", 1, 1, &words,
				&context);

	if (ret)
		goto out;
	ret = catalog_load(&catalog, variants, &err);
	if (ret == 0)
		ret = plan_load(&plan, &catalog, words[0], &err);
	if (ret)
		ret = command_refuse(ret, &err);
	else
		ret = execute_plan(&plan, &catalog, argc, argv, PRINT_PATH);
out:
	plan_release(&plan);
	catalog_release(&catalog);
	poptFreeContext(context);
	free(variants);
	return ret;
}
