// SPDX-License-Identifier: GPL-2.0-only
#include "probes/numa-latency/cells.h"

#include <stdlib.h>

#include "lib/alloc.h"

static void add(struct latency_cells *cells, enum cell_kind kind,
		const struct latency_cell *like, unsigned int level)
{
	struct latency_cell *cell;

	cells->list = xgrow(cells->list, cells->count, sizeof(*cells->list));
	cell = &cells->list[cells->count++];
	*cell = *like;
	cell->kind = kind;
	cell->level = level;
}

static void add_levels(struct latency_cells *cells,
		       const struct latency_options *options,
		       const struct latency_cell *like)
{
	for (size_t i = 0; i < options->level_count; i++) {
		unsigned int level = options->levels[i];

		if (level && like->cpu_node->cpu_count < 2)
			continue;
		add(cells, CELL_LATENCY, like, level);
		if (level == 0 || level == 100)
			add(cells, CELL_BANDWIDTH, like, level);
	}
}

static void add_pair(struct latency_cells *cells,
		     const struct latency_options *options,
		     const struct node *cpu_node,
		     const struct node *memory_node)
{
	for (size_t i = 0; i < options->pages.count; i++) {
		struct latency_cell like = {
			.cpu_node = cpu_node,
			.memory_node = memory_node,
			.page_bytes = options->pages.bytes[i],
		};

		add_levels(cells, options, &like);
	}
}

void latency_cells_make(struct latency_cells *cells,
			const struct latency_options *options,
			const struct nodes *nodes)
{
	*cells = (struct latency_cells){ 0 };
	for (size_t i = 0; i < nodes->count; i++)
		for (size_t j = 0; j < nodes->count; j++)
			if (nodes->list[i].cpu_count && nodes->list[j].bytes &&
			    (i == j || !options->common.local))
				add_pair(cells, options, &nodes->list[i],
					 &nodes->list[j]);
}

void latency_cells_release(struct latency_cells *cells)
{
	free(cells->list);
	*cells = (struct latency_cells){ 0 };
}
