// SPDX-License-Identifier: GPL-2.0-only
#include "plan/cells.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/digest.h"
#include "lib/shuffle.h"
#include "plan/command-lines.h"
#include "plan/layout.h"

/* A folder's name has NAME_MAX bytes, ".partial" included. */
#define RUN_ID_MAX 200

/* The beginning of an id, in whole letters, and a hash; frees the id. */
static char *abbreviate(char *id, const char *hashed)
{
	char hex[DIGEST_HEX_SIZE];
	size_t length = strlen(id);
	char *brief;

	if (length > RUN_ID_MAX - 17)
		length = RUN_ID_MAX - 17;
	while ((id[length] & 0xc0) == 0x80)
		length--;
	SHA256Data((const uint8_t *)hashed, strlen(hashed), hex);
	brief = xasprintf("%.*s-%.16s", (int)length, id, hex);
	free(id);
	return brief;
}

/* Arm names may be paths; a folder's name may not hold a slash. */
static char *make_run_id(const struct plan *plan, const struct cell *cell)
{
	char *id = xasprintf("b%d-%s-%s-%s-%s", cell->block,
			     cell->arm_name,
			     plan->topologies[cell->topology].name,
			     mapping_name(cell->mapping),
			     cell->workload->name);

	for (char *at = id; *at; at++)
		if (*at == '/')
			*at = '_';
	return strlen(id) > RUN_ID_MAX ? abbreviate(id, id) : id;
}

static void add_cell(struct cells *cells, const struct plan *plan,
		     struct cell cell)
{
	cell.arm_name = cell.layout ? layout_arm(plan) :
				      xstrdup(plan->arms[cell.arm].name);
	cell.name = xasprintf("%s/%s/%s/%s", cell.arm_name,
			      plan->topologies[cell.topology].name,
			      mapping_name(cell.mapping),
			      cell.workload->name);
	cell.run_id = make_run_id(plan, &cell);
	cells->cells = xgrow(cells->cells, cells->count,
			     sizeof(*cells->cells));
	cells->cells[cells->count++] = cell;
}

static void add_block(struct cells *cells, const struct plan *plan,
		      int block)
{
	int total = plan->topology_count * plan->mapping_count *
		    plan->workload_count * plan->arm_count;

	for (int i = 0; i < total; i++) {
		int rest = i;
		struct cell cell = { .block = block };

		cell.arm = rest % plan->arm_count;
		rest /= plan->arm_count;
		cell.workload = plan->workloads[rest % plan->workload_count];
		rest /= plan->workload_count;
		cell.mapping = plan->mappings[rest % plan->mapping_count];
		cell.topology = rest / plan->mapping_count;
		add_cell(cells, plan, cell);
	}
}

/* All of the first block that are of the first arm, once more. */
static void add_layout(struct cells *cells, const struct plan *plan)
{
	int count = plan->topology_count * plan->mapping_count *
		    plan->workload_count * plan->arm_count;

	for (int i = 0; i < count; i++) {
		struct cell cell = cells->cells[i];

		cell.layout = true;
		if (cell.arm == 0 && layout_covers(plan, cell.workload))
			add_cell(cells, plan, cell);
	}
}

/* POSIX fixes what nrand48() returns for a seed. */
static uint32_t draw_below(void *state, uint32_t limit)
{
	return nrand48(state) % limit;
}

static int compare_ids(const void *a, const void *b)
{
	return strcmp((*(struct cell *const *)a)->run_id,
		      (*(struct cell *const *)b)->run_id);
}

/* Arms that differ in a `/` only get a hash of their names. */
static void separate_run_ids(struct cells *cells)
{
	struct cell **sorted = xcalloc(cells->count, sizeof(*sorted));
	bool shared = false;

	for (int i = 0; i < cells->count; i++)
		sorted[i] = &cells->cells[i];
	qsort(sorted, cells->count, sizeof(struct cell *), compare_ids);
	for (int i = 0; i < cells->count; i++) {
		char *id = sorted[i]->run_id;
		bool next = i + 1 < cells->count &&
			    strcmp(id, sorted[i + 1]->run_id) == 0;

		if (shared || next)
			sorted[i]->run_id = abbreviate(id, sorted[i]->name);
		shared = next;
	}
	free(sorted);
}

int cells_make(struct cells *cells, const struct plan *plan,
	       json_t *const *manifests, struct error *err)
{
	unsigned short state[3] = {
		plan->seed, plan->seed >> 16, plan->seed >> 32,
	};

	*cells = (struct cells){ 0 };
	for (int block = 0; block < plan->blocks; block++) {
		int first = cells->count;

		add_block(cells, plan, block);
		shuffle(cells->cells + first, cells->count - first,
			sizeof(*cells->cells), draw_below, state);
	}
	add_layout(cells, plan);
	separate_run_ids(cells);
	return command_lines_make(cells, plan, manifests, err);
}

bool cell_is_paced_by_host(const struct plan *plan, const struct cell *cell)
{
	return cell->workload->tasks & GUEST_TASK(GUEST_UNPLUG) &&
	       topology_hot_added_nodes(&plan->topologies[cell->topology]);
}

static void release_cell(struct cell *cell)
{
	free(cell->arm_name);
	free(cell->name);
	free(cell->run_id);
	free(cell->command_line);
}

void cells_drop(struct cells *cells, int index)
{
	struct cell *cell = &cells->cells[index];

	release_cell(cell);
	cells->count--;
	memmove(cell, cell + 1, (cells->count - index) * sizeof(*cell));
}

void cells_release(struct cells *cells)
{
	for (int i = 0; i < cells->count; i++)
		release_cell(&cells->cells[i]);
	free(cells->cells);
	*cells = (struct cells){ 0 };
}
