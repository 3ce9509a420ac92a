// SPDX-License-Identifier: GPL-2.0-only
#include "probes/direct-map/cells.h"

#include <stdlib.h>

#include "lib/alloc.h"

static void add(struct direct_cells *cells, size_t index,
		const struct node *cpu_node, const struct node *memory_node)
{
	cells->list = xgrow(cells->list, cells->count, sizeof(*cells->list));
	cells->list[cells->count++] = (struct direct_cell){
		.index = index,
		.cpu_node = cpu_node,
		.memory_node = memory_node,
	};
}

static void add_nodes(struct direct_cells *cells, size_t index, bool local,
		      const struct node *cpu_node, const struct nodes *nodes)
{
	if (!operations[index]->placed) {
		add(cells, index, cpu_node, NULL);
		return;
	}
	for (size_t i = 0; i < nodes->count; i++)
		if (nodes->list[i].bytes &&
		    (!local || &nodes->list[i] == cpu_node))
			add(cells, index, cpu_node, &nodes->list[i]);
}

void direct_cells_make(struct direct_cells *cells,
		       const struct direct_options *options,
		       const struct nodes *nodes)
{
	*cells = (struct direct_cells){ 0 };
	for (size_t index = 0; index < OPERATION_COUNT; index++)
		for (size_t i = 0; i < nodes->count; i++)
			if (options->chosen[index] && nodes->list[i].cpu_count)
				add_nodes(cells, index, options->common.local,
					  &nodes->list[i], nodes);
}

void direct_cells_release(struct direct_cells *cells)
{
	free(cells->list);
	*cells = (struct direct_cells){ 0 };
}
