// SPDX-License-Identifier: GPL-2.0-only
#include "map.h"

#include <inttypes.h>
#include <stdio.h>

static const char *const kind_names[] = {
	[CELL_HOLE] = "hole",
	[CELL_PLAIN] = "",
	[CELL_HOTPLUG] = " hotpluggable",
	[CELL_NOMAP] = " nomap",
};

static bool same(const struct cell *a, const struct cell *b)
{
	return a->kind == b->kind && a->nid == b->nid &&
	       a->reserved == b->reserved;
}

static void describe_run(const struct map *map, int i, int end, FILE *out)
{
	const struct cell *cell = &map->cells[i];

	fprintf(out, "%s0x%" PRIx64 "-0x%" PRIx64 " ", i ? "; " : "",
		map_address(map, i), map_address(map, end));
	if (cell->kind != CELL_HOLE)
		fprintf(out, "node %d", cell->nid);
	fprintf(out, "%s%s", kind_names[cell->kind],
		cell->reserved ? " reserved" : "");
}

void map_describe(const struct map *map, char *text, size_t size)
{
	FILE *out = fmemopen(text, size, "w");
	int i, end;

	if (!out)
		return;
	for (i = 0; i < map->count; i = end) {
		for (end = i + 1; end < map->count; end++)
			if (!same(&map->cells[i], &map->cells[end]))
				break;
		describe_run(map, i, end, out);
	}
	fclose(out);
}

void node_describe(int nid, char *text, size_t size)
{
	if (nid == MAP_ANY_NODE)
		snprintf(text, size, "any node");
	else
		snprintf(text, size, "node %d", nid);
}

void query_describe(const struct query *query, const struct setting *setting,
		    char *text, size_t size)
{
	char node[32];

	node_describe(query->nid, node, sizeof(node));
	snprintf(text, size,
		 "0x%" PRIx64 " bytes aligned to 0x%" PRIx64 " in 0x%" PRIx64
		 "-0x%" PRIx64 " of %s%s; %s; kernel's end 0x%" PRIx64
		 "; limit 0x%" PRIx64 "; movable_node %s",
		 query->size, query->align, query->start, query->end, node,
		 query->nid == MAP_ANY_NODE || query->exact ? "" : " if it can",
		 setting->bottom_up ? "bottom-up" : "top-down",
		 setting->kernel_end, setting->limit,
		 setting->movable_node ? "on" : "off");
}
