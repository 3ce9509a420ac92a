// SPDX-License-Identifier: GPL-2.0-only
#include "cli/plan-command.h"

#include <errno.h>
#include <stdlib.h>

#include "cli/command.h"
#include "cli/fail-on.h"
#include "kernel/naming.h"
#include "lib/alloc.h"
#include "lib/root.h"
#include "plan/arm-options.h"

/* Verdicts are a part of the report. */
static int check_fail_on(const struct plan *plan, struct error *err)
{
	const char **arms = xcalloc(plan->arm_count + 1, sizeof(*arms));
	int ret;

	for (int i = 0; i < plan->arm_count; i++)
		arms[i] = plan->arms[i].name;
	ret = fail_on_check(arms, plan->arm_count, err);
	if (ret == 0 && fail_on_wanted() && plan->arm_count < 2)
		ret = error_set(err, EINVAL,
				"found --fail-on and one arm, expected two arms or more: there is nothing to compare");
	if (ret == 0 && fail_on_wanted() && execute_options.no_report)
		ret = error_set(err, EINVAL,
				"found --fail-on with --no-report, expected one of them: verdicts are made with the report");
	free(arms);
	return ret;
}

int plan_command_options(struct plan *plan, const struct catalog *catalog,
			 struct error *err)
{
	char **file = execute_options.config_files;
	char **make = execute_options.makes;
	int ret = 0;

	for (; file && *file && ret == 0; file++)
		ret = plan_set(plan, catalog, "config-file", *file, err);
	for (; make && *make && ret == 0; make++)
		ret = plan_set(plan, catalog, "make", *make, err);
	return ret ? ret : arm_options_apply(plan, err);
}

int plan_command_run(const struct plan_command *command, int argc,
		     const char **argv)
{
	const struct poptOption options[] = {
		{ NULL, 0, POPT_ARG_INCLUDE_TABLE, (void *)command->options,
		  0, NULL, NULL },
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
	bool done = false;
	int ret = command_parse(argc, argv, options, command->usage,
				command->min, command->max, &words, &context);

	if (ret)
		goto out;
	ret = catalog_load(&catalog, variants, &err);
	if (ret == 0 && execute_options.base)
		ret = naming_want(&catalog, execute_options.base, &err);
	if (ret == 0 && command->instead) {
		ret = command->instead(&catalog, words, argc, argv, &done);
		if (done)
			goto out;
	}
	if (ret == 0)
		ret = command->make(&plan, &catalog, words, &err);
	if (ret == 0)
		ret = plan_command_options(&plan, &catalog, &err);
	if (ret == 0)
		ret = check_fail_on(&plan, &err);
	if (ret)
		ret = command_refuse(ret, &err);
	else
		ret = execute_plan(&plan, &catalog, argc, argv,
				   command->print, command->earlier);
out:
	plan_release(&plan);
	catalog_release(&catalog);
	fail_on_release();
	command_release(context);
	free(variants);
	return ret;
}
