/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_MERGED_H
#define NUMABOOT_MERGED_H

/*
 * Two call graphs side by side, functions and paths joined by name.  What
 * only one of them has costs 0 in the other, so that sums over functions or
 * paths are those of each graph.  Names belong to the graphs, which must
 * outlive it.
 */

#include <stdbool.h>

#include "graph.h"
#include "kinds.h"

/* The two graphs of a comparison. */
enum side {
	SIDE_A,
	SIDE_B,
	SIDE_COUNT,
};

/**
 * struct merged_function - a function of either kernel
 * @name: belongs to one of the graphs
 * @known: is it among the symbols of that kernel
 * @work: what it executed itself as KIND_WORK
 * @early: the part of @work before any interrupt
 */
struct merged_function {
	const char *name;
	bool known[SIDE_COUNT];
	struct graph_cost work[SIDE_COUNT];
	struct graph_cost early[SIDE_COUNT];
};

/**
 * struct merged_path - a call path of either boot
 * @parent: index of the caller's path
 * @function: index of the merged function
 * @kind: of the path
 * @self: what it executed itself
 */
struct merged_path {
	uint32_t parent;
	uint32_t function;
	enum kind kind;
	struct graph_cost self[SIDE_COUNT];
};

/**
 * struct merged - two call graphs, one beside the other
 * @graphs: not owned
 * @functions: sorted by name
 * @paths: parents before children
 * @kinds: sums by kind
 * @early_phases: phases that end before the first interrupt of either
 */
struct merged {
	const struct graph *graphs[SIDE_COUNT];
	struct merged_function *functions;
	size_t function_count;
	struct merged_path *paths;
	size_t path_count;
	struct graph_cost kinds[KIND_COUNT][SIDE_COUNT];
	size_t early_phases;
};

/** merged_make - join by names; released by merged_release() */
void merged_make(struct merged *merged, const struct graph *a,
		 const struct graph *b);

/** merged_release - free what merged_make() made */
void merged_release(struct merged *merged);

#endif
