// SPDX-License-Identifier: GPL-2.0-only
#include "workload/memory.h"

#include <inttypes.h>
#include <stdlib.h>

#include "evidence/files.h"
#include "lib/csv.h"
#include "machine/topology.h"

static void write_ranges(FILE *out, const struct topology *topology)
{
	for (unsigned int i = 0; i < topology->range_count; i++) {
		const struct topology_range *range = &topology->ranges[i];

		csv_field(out, topology->name);
		fprintf(out, ",%d,0x%" PRIx64 ",0x%" PRIx64 ",%d\n",
			range->nid, range->start, range->end_inclusive,
			range->hotpluggable);
	}
}

int memory_write(FILE *out, const struct session_record *record,
		 const char *folder, struct error *err)
{
	int ret = 0;

	fputs("topology,node,start,end,hotpluggable\n", out);
	for (size_t i = 0; i < record->topology_count && ret == 0; i++) {
		char *path = evidence_session_topology(folder,
						       record->topologies[i]);
		struct topology topology;

		ret = topology_load(&topology, path, err);
		free(path);
		if (ret == 0)
			write_ranges(out, &topology);
	}
	return ret;
}
