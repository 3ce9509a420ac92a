/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_CELLS_H
#define NUMABOOT_CELLS_H

/*
 * A plan expanded: every boot with its command line, in the order in which it
 * starts.  The same plan and seed give the same cells anywhere.
 */

#include <jansson.h>
#include <stdbool.h>

#include "plan/plan.h"

/**
 * struct cell - one combination of a plan, once per block
 * @block: from 0
 * @arm: index into the plan's arms
 * @layout: booted with another padding, as the layout control (plan/layout.h)
 * @topology: index into the plan's topologies
 * @arm_name: of the arm, or of the control
 * @name: ARM/TOPOLOGY/MAPPING/WORKLOAD
 * @run_id: names the evidence folder of its boot; unique in the plan
 * @command_line: of the kernel, padded (plan/command-lines.h)
 */
struct cell {
	int block;
	int arm;
	int topology;
	bool layout;
	enum mapping mapping;
	const struct workload *workload;
	char *arm_name;
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
 * @manifests: of each arm's kernel, which may lack parameters of ours
 *	(kernel/booting.h); NULL while they are not known: none does
 *
 * Each block holds every cell once, in an order drawn by nrand48() from
 * the plan's seed: no arm always runs before another.  The layout control
 * comes behind all of them.
 *
 * Return: 0 or as command_lines_make().
 */
int cells_make(struct cells *cells, const struct plan *plan,
	       json_t *const *manifests, struct error *err);

/**
 * cell_is_paced_by_host - does the host decide when something happens in it?
 *
 * Memory leaves when the host's monitor says so: not at the same instruction.
 */
bool cell_is_paced_by_host(const struct plan *plan, const struct cell *cell);

/** cells_drop - leave one out; the others keep their order */
void cells_drop(struct cells *cells, int index);

/** cells_release - free what cells_make() made */
void cells_release(struct cells *cells);

#endif
