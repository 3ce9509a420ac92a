// SPDX-License-Identifier: GPL-2.0-only
#include "workload/registry.h"

#include <stdio.h>
#include <string.h>

#include "lib/memstream.h"

static const struct workload *const workloads[] = {
#define WORKLOAD(name) &workload_##name,
#include "workload/registry.def"
#undef WORKLOAD
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
	static char *names;
	size_t size;
	FILE *out;

	if (names)
		return names;
	out = memstream_open(&names, &size);
	for (const struct workload *const *at = workloads; *at; at++)
		fprintf(out, "%s%s", at == workloads ? "" : ", ",
			(*at)->name);
	memstream_close(out);
	return names;
}
