/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_CELLS_H
#define NUMABOOT_CELLS_H

/*
 * A plan expanded: every boot with its command line, in the order in which it
 * starts.  The same plan and seed give the same cells anywhere.
 */

#include "plan/plan.h"

/**
 * struct cell - one combination of a plan, once per block
 * @block: from 0
 * @arm: index into the plan's arms
 * @topology: index into the plan's topologies
 * @name: ARM/TOPOLOGY/MAPPING/WORKLOAD
 * @run_id: names the evidence folder of its boot; unique in the plan
 * @command_line: of the kernel, padded to the length of the longest one
 */
struct cell {
	int block;
	int arm;
	int topology;
	enum mapping mapping;
	const struct workload *workload;
	char *name;
	char *run_id;
	char *command_line;
};

/**
 * struct cells - every boot of a plan, in the order in which they start
 */
struct cells {
	struct cell *cells;
	int count;
};

/**
 * cells_make - expand and shuffle a plan
 *
 * Each block holds every cell once, in an order drawn by nrand48() from
 * the plan's seed: no arm always runs before another.
 *
 * Return: 0 or as command_lines_make().
 */
int cells_make(struct cells *cells, const struct plan *plan,
	       struct error *err);

/** cells_release - free what cells_make() made */
void cells_release(struct cells *cells);

#endif
