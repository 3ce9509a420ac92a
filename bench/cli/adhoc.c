// SPDX-License-Identifier: GPL-2.0-only
#include "cli/adhoc.h"

#include <stdlib.h>

#include "cli/command.h"
#include "cli/execute.h"
#include "lib/root.h"

/* Options that set a key of the plan, each as a plan file would. */
static const char *topology = "numa4";
static const char *mapping = "2M";
static const char *workload;
static const char *engine = "exact";
static const char *blocks = "1";
static const char *seed = "1";
static const char *timeout = "120";

static const struct poptOption plan_table[] = {
	{ "topology", 't', POPT_ARG_STRING, &topology, 0,
	  "topologies, by name or path (default: numa4)", "\"T...\"" },
	{ "mapping", 'm', POPT_ARG_STRING, &mapping, 0,
	  "page sizes of the direct map: 1G, 2M, 4K (default: 2M)",
	  "\"M...\"" },
	{ "workload", 'w', POPT_ARG_STRING, &workload, 0,
	  "what is measured: count, placement, wall (default: count; compare: count and placement)",
	  "\"W...\"" },
	{ "engine", 'e', POPT_ARG_STRING, &engine, 0,
	  "exact or timed (default: exact)", "ENGINE" },
	{ "blocks", 'b', POPT_ARG_STRING, &blocks, 0,
	  "shuffled passes over all cells (default: 1)", "N" },
	{ "seed", 0, POPT_ARG_STRING, &seed, 0,
	  "of the shuffling (default: 1)", "N" },
	{ "timeout", 0, POPT_ARG_STRING, &timeout, 0,
	  "seconds for one boot (default: 120)", "S" },
	POPT_TABLEEND
};

static int make_plan(struct plan *plan, const struct catalog *catalog,
		     const char **arms, const char *workloads,
		     struct error *err)
{
	const struct {
		const char *key;
		const char *value;
	} settings[] = {
		{ "topologies", topology },
		{ "mappings", mapping },
		{ "workloads", workload ? workload : workloads },
		{ "engine", engine },
		{ "blocks", blocks },
		{ "seed", seed },
		{ "timeout", timeout },
	};
	int ret = 0;

	for (; *arms; arms++)
		plan_add_arm(plan, catalog, *arms);
	for (size_t i = 0; i < sizeof(settings) / sizeof(settings[0]) &&
			   ret == 0; i++)
		ret = plan_set(plan, catalog, settings[i].key,
			       settings[i].value, err);
	return ret ? ret : plan_check(plan, err);
}

int adhoc_run(int argc, const char **argv, int min, int max,
	      const char *workloads, enum execute_print print)
{
	const struct poptOption options[] = {
		{ NULL, 0, POPT_ARG_INCLUDE_TABLE, (void *)plan_table, 0,
		  NULL, NULL },
		{ NULL, 0, POPT_ARG_INCLUDE_TABLE, (void *)execute_table, 0,
		  NULL, NULL },
		POPT_AUTOHELP
		POPT_TABLEEND
	};
	char *variants = root_path("kernels/variants.ini");
	struct catalog catalog = { 0 };
	struct plan plan = { 0 };
	struct error err;
	const char **arms;
	poptContext context;
	int ret = command_parse(argc, argv, options,
				max == 1 ? "ARM" : "ARM ARM...", min, max,
				&arms, &context);

	if (ret)
		goto out;
	plan_init(&plan, argv[0]);
	ret = catalog_load(&catalog, variants, &err);
	if (ret == 0)
		ret = make_plan(&plan, &catalog, arms, workloads, &err);
	if (ret)
		ret = command_refuse(ret, &err);
	else
		ret = execute_plan(&plan, &catalog, argc, argv, print);
out:
	plan_release(&plan);
	catalog_release(&catalog);
	poptFreeContext(context);
	free(variants);
	return ret;
}
