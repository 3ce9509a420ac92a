/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_LATENCY_CELLS_H
#define NUMABOOT_LATENCY_CELLS_H

/*
 * What numa-latency samples: a cell for each CPU's node, memory, page size and
 * load, each once.
 */

#include <stddef.h>
#include <stdint.h>

#include "probes/common/nodes.h"
#include "probes/numa-latency/options.h"

enum cell_kind {
	CELL_LATENCY,
	CELL_BANDWIDTH,
};

/**
 * struct latency_cell - one thing that is sampled
 * @cpu_node: whose last CPU reads
 * @memory_node: which memory
 * @page_bytes: as struct buffer
 * @level: percent of their time that the node's other CPUs read too
 */
struct latency_cell {
	enum cell_kind kind;
	const struct node *cpu_node;
	const struct node *memory_node;
	uint64_t page_bytes;
	unsigned int level;
};

/** struct latency_cells - @count of them */
struct latency_cells {
	struct latency_cell *list;
	size_t count;
};

/**
 * latency_cells_make - everything that the options ask for and the nodes have
 *
 * A node without CPUs reads nothing, a node without memory is not read, a
 * node with one CPU has no load.  Bandwidth has the levels 0 and 100 only.
 *
 * @cells: free with latency_cells_release(); @nodes must stay
 */
void latency_cells_make(struct latency_cells *cells,
			const struct latency_options *options,
			const struct nodes *nodes);

/** latency_cells_release - free what latency_cells_make() allocated */
void latency_cells_release(struct latency_cells *cells);

#endif
