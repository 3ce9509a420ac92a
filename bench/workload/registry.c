// SPDX-License-Identifier: GPL-2.0-only
#include "workload/registry.h"

#include <stdio.h>
#include <string.h>

static const struct workload *const workloads[] = {
	&workload_accesses,
	&workload_count,
	&workload_direct_map,
	&workload_footprint,
	&workload_pagetable,
	&workload_penalty,
	&workload_placement,
	&workload_hotremove,
	&workload_hotremove_loaded,
	&workload_numa_latency,
	&workload_perf_bench,
	&workload_perf_stat,
	&workload_profile,
	&workload_wall,
	NULL,
};

const struct workload *const *workloads_all(void)
{
	return workloads;
}

const struct workload *workloads_find(const char *name)
{
	for (const struct workload *const *at = workloads; *at; at++)
		if (strcmp((*at)->name, name) == 0)
			return *at;
	return NULL;
}

const char *workloads_names(void)
{
	static char names[256];

	names[0] = '\0';
	for (const struct workload *const *at = workloads; *at; at++) {
		size_t used = strlen(names);

		snprintf(names + used, sizeof(names) - used, "%s%s",
			 used ? ", " : "", (*at)->name);
	}
	return names;
}
