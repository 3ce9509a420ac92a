// SPDX-License-Identifier: GPL-2.0-only
#include "cli/adhoc.h"

#include <stddef.h>

#include "lib/alloc.h"
#include "workload/registry.h"

/* Options that set a key of the plan, each as a plan file would. */
static const char *topology = "numa4";
static const char *mapping = "2M";
static const char *workload;
static const char *engine = "exact";
static const char *blocks = "1";
static const char *seed = "1";
static const char *timeout;
static const char *layout;
static const char *mmu = "cascade-lake";

static struct poptOption table[] = {
	{ "topology", 't', POPT_ARG_STRING, &topology, 0,
	  "topologies, by name or path (default: numa4)", "\"T...\"" },
	{ "mapping", 'm', POPT_ARG_STRING, &mapping, 0,
	  "page sizes of the direct map: 1G, 2M, 4K (default: 2M)",
	  "\"M...\"" },
	{ "workload", 'w', POPT_ARG_STRING, &workload, 0,
	  NULL, "\"W...\"" },
	{ "engine", 'e', POPT_ARG_STRING, &engine, 0,
	  "exact or timed (default: exact)", "ENGINE" },
	{ "blocks", 'b', POPT_ARG_STRING, &blocks, 0,
	  "shuffled passes over all cells (default: 1)", "N" },
	{ "seed", 0, POPT_ARG_STRING, &seed, 0,
	  "of the shuffling (default: 1)", "N" },
	{ "timeout", 0, POPT_ARG_STRING, &timeout, 0,
	  "seconds for one boot (default: 120, or 1200 for kernels that check themselves)", "S" },
	{ "layout", 0, POPT_ARG_STRING, &layout, 0,
	  "boot the first arm with another padding too: yes, no (default: yes where exact arms are compared)",
	  "yes|no" },
	{ "mmu", 0, POPT_ARG_STRING, &mmu, 0,
	  "CPU of modelled boots, by name or path (default: cascade-lake)",
	  "CPU" },
	/* its former name */
	{ "model", 0, POPT_ARG_STRING | POPT_ARGFLAG_DOC_HIDDEN, &mmu, 0,
	  NULL, NULL },
	POPT_TABLEEND
};

const struct poptOption *adhoc_options(void)
{
	struct poptOption *option = table;

	while (option->arg != &workload)
		option++;
	if (!option->descrip)
		option->descrip = xasprintf(
			"what is measured: %s (default: what the command is about)",
			workloads_names());
	return table;
}

int adhoc_make(struct plan *plan, const struct catalog *catalog,
	       const char *name, const char *workloads, const char **arms,
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
		{ "mmu", mmu },
	};
	int ret = 0;

	plan_init(plan, name);
	for (; *arms && ret == 0; arms++)
		ret = plan_add_arm(plan, catalog, *arms, err);
	if (ret == 0 && layout)
		ret = plan_set(plan, catalog, "layout", layout, err);
	if (ret == 0 && timeout)
		ret = plan_set(plan, catalog, "timeout", timeout, err);
	for (size_t i = 0; i < sizeof(settings) / sizeof(settings[0]) &&
			   ret == 0; i++)
		ret = plan_set(plan, catalog, settings[i].key,
			       settings[i].value, err);
	return ret ? ret : plan_check(plan, err);
}
