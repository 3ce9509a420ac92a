/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_GRAPH_H
#define NUMABOOT_GRAPH_H

/*
 * The call graph of one boot, as the plugin wrote it.  It is a tree of call
 * paths whose own costs are the total, to the last instruction: a file of
 * which a line is missing is refused.  Nothing changes it once it is read.
 */

#include <stddef.h>
#include <stdint.h>

#include "lib/error.h"

/* The path that all others begin with. */
#define GRAPH_ROOT 0

/**
 * struct graph_cost - what was executed
 * @insns: instructions
 * @rep: iterations of string instructions, not among @insns
 * @calls: how often it was entered
 */
struct graph_cost {
	uint64_t insns;
	uint64_t rep;
	uint64_t calls;
};

/**
 * struct graph_function - a function of the kernel, executed or not
 * @name: unique; pseudo functions are in brackets
 * @address: 0 for pseudo functions
 * @self: what it executed itself
 * @all: that and what its callees did, recursion counted once
 */
struct graph_function {
	char *name;
	uint64_t address;
	struct graph_cost self;
	struct graph_cost all;
};

/**
 * struct graph_path - a function as called by the functions of a path
 * @parent: index of the caller's path, smaller than its own
 * @function: index into the functions
 * @self: what it executed itself
 * @all: that and what the paths below it did
 */
struct graph_path {
	uint32_t parent;
	uint32_t function;
	struct graph_cost self;
	struct graph_cost all;
};

/**
 * struct graph_phase - from one milestone to the next
 * @name: of the milestone that begins it
 * @begin: executed before it
 * @cost: executed in it
 */
struct graph_phase {
	char *name;
	struct graph_cost begin;
	struct graph_cost cost;
};

/**
 * struct graph_part - what a path cost in a phase
 * @phase: index
 * @path: index
 * @self: what it executed itself
 */
struct graph_part {
	uint32_t phase;
	uint32_t path;
	struct graph_cost self;
};

/** struct graph_event - how often something happened that is no call */
struct graph_event {
	char *name;
	uint64_t count;
};

/**
 * struct graph - a callgraph.tsv (docs/profile.md)
 * @machine: QEMU's version and what decides what it executes: counts of two
 *	graphs may be compared when it is the same
 * @total: the whole boot, from reset to exit
 * @phases: in the order of the boot
 * @functions: in the order of addresses, pseudo functions first and last
 * @paths: parents before children, else as first executed
 * @parts: by phase, then by path
 * @events: as the file has them
 */
struct graph {
	char *machine;
	struct graph_cost total;
	struct graph_phase *phases;
	size_t phase_count;
	struct graph_function *functions;
	size_t function_count;
	struct graph_path *paths;
	size_t path_count;
	struct graph_part *parts;
	size_t part_count;
	struct graph_event *events;
	size_t event_count;
};

/**
 * graph_read - read and check a call graph
 * @graph: filled; release it with graph_release()
 *
 * Paths must be a tree and their costs must add up to the total, so a file
 * that was cut off is found out.
 *
 * Return: 0, -errno of the open, -EINVAL with "file:line: found …,
 * expected …".
 */
int graph_read(struct graph *graph, const char *path, struct error *err);

/** graph_release - free what a graph holds; a zeroed one is fine */
void graph_release(struct graph *graph);

/** graph_name - name of a path's function */
const char *graph_name(const struct graph *graph, uint32_t path);

/** graph_add - @sum += @cost */
void graph_add(struct graph_cost *sum, const struct graph_cost *cost);

#endif
