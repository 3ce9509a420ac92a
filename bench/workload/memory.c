// SPDX-License-Identifier: GPL-2.0-only
#include "workload/memory.h"

#include <inttypes.h>
#include <stdlib.h>

#include "evidence/files.h"
#include "lib/csv.h"
#include "lib/jsonfile.h"
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

int memory_write(FILE *out, const json_t *record, const char *folder,
		 struct error *err)
{
	const json_t *entry;
	size_t index;
	int ret = 0;

	fputs("topology,node,start,end,hotpluggable\n", out);
	json_array_foreach(json_object_get(record, "topologies"), index,
			   entry) {
		char *path = evidence_session_topology(folder,
						   jsonfile_text(entry,
								 "name"));
		struct topology topology;

		ret = topology_load(&topology, path, err);
		free(path);
		if (ret)
			break;
		write_ranges(out, &topology);
	}
	return ret;
}
