/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_DIRECT_CELLS_H
#define NUMABOOT_DIRECT_CELLS_H

/*
 * What direct-map samples: a cell for each operation, CPU's node and memory,
 * each once.
 */

#include <stddef.h>

#include "probes/common/nodes.h"
#include "probes/direct-map/options.h"

/**
 * struct direct_cell - one thing that is sampled
 * @index: the operation, enum operation_index
 * @cpu_node: whose last CPU does it
 * @memory_node: on which memory; NULL when the kernel chooses
 */
struct direct_cell {
	size_t index;
	const struct node *cpu_node;
	const struct node *memory_node;
};

/** struct direct_cells - @count of them */
struct direct_cells {
	struct direct_cell *list;
	size_t count;
};

/**
 * direct_cells_make - everything that the options ask for and the nodes have
 *
 * A node without CPUs does nothing; with a node without memory nothing is
 * done.
 *
 * @cells: free with direct_cells_release(); @nodes must stay
 */
void direct_cells_make(struct direct_cells *cells,
		       const struct direct_options *options,
		       const struct nodes *nodes);

/** direct_cells_release - free what direct_cells_make() allocated */
void direct_cells_release(struct direct_cells *cells);

#endif
