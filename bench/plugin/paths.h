/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_PATHS_H
#define NUMABOOT_PATHS_H

/*
 * The tree of call paths and what each of them cost.  A path is a number that
 * never changes, and parents have lower ones than their children.
 */

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "plugin/counts.h"

/* The path that all others begin with. */
#define PATHS_ROOT 0

/**
 * struct path - a function as called by the functions of a path
 * @parent: its caller's path
 * @function: index that the caller of this module gives it
 * @cost: what it executed itself, calls are how often it was entered
 * @told: the part of @cost that a phase has had
 */
struct path {
	uint32_t parent;
	uint32_t function;
	struct counter cost;
	struct counter told;
};

/**
 * struct paths - the tree of all call paths, and what each phase cost
 * @list: parents come before their children; the first is the root
 * @count: how many
 * @slots: hash table of indexes into @list, 0: free
 * @slot_count: a power of two
 * @phases: the lines of the phases that have ended
 * @phases_size: bytes of them
 * @phases_file: where they are written, in memory
 */
struct paths {
	struct path *list;
	uint32_t count;
	uint32_t *slots;
	uint32_t slot_count;
	char *phases;
	size_t phases_size;
	FILE *phases_file;
};

/** paths_open - begin with a root */
void paths_open(struct paths *paths, uint32_t root_function);

/** paths_release - free all of it */
void paths_release(struct paths *paths);

/** paths_child - the path of a function called from a path */
uint32_t paths_child(struct paths *paths, uint32_t parent,
		     uint32_t function);

/**
 * paths_end_phase - what was added since the last phase belongs to one
 * @phase: its name
 */
void paths_end_phase(struct paths *paths, const char *phase);

/**
 * paths_print - the path and cost lines of a call graph
 *
 * The last phase must have been ended.
 */
void paths_print(struct paths *paths, FILE *file);

#endif
