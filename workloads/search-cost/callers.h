/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_CALLERS_H
#define NUMABOOT_CALLERS_H

/*
 * Who asks memblock for what, from the call graph of a boot.  Each path into
 * memblock has one caller: the nearest function above it that is none of
 * memblock's.  All that memblock executes below is that caller's.
 */

#include <stdint.h>
#include <stdio.h>

#include "../profile/graph.h"
#include "kernel/symbols.h"

/** enum asked - what a caller asks for */
enum asked {
	ASKED_FIND,	/* a search, with the walks that it makes */
	ASKED_RESERVE,	/* a range taken, or given */
	ASKED_WALK,	/* a walk of its own over ranges */
	ASKED_COUNT,
};

/**
 * struct asked_cost - what it took
 * @calls: how often
 * @insns: instructions
 * @walked: of a search: those of its walks, not among @insns
 */
struct asked_cost {
	uint64_t calls;
	uint64_t insns;
	uint64_t walked;
};

/**
 * struct caller - a function that asks
 * @name: belongs to the graph
 * @costs: by what it asks for
 */
struct caller {
	const char *name;
	struct asked_cost costs[ASKED_COUNT];
};

/**
 * struct callers - all of them
 * @list: in the order in which they first asked, @count of them
 */
struct callers {
	struct caller *list;
	size_t count;
};

/**
 * callers_find - everybody who asks memblock for something
 * @callers: freed by callers_release(); its names live as long as @graph
 */
void callers_find(struct callers *callers, const struct graph *graph,
		  const struct symbols *symbols);

/** callers_release - free */
void callers_release(struct callers *callers);

/** asked_name - "find", "reserve", "walk" */
const char *asked_name(enum asked asked);

#endif
