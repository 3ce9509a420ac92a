/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_FOLDED_H
#define NUMABOOT_FOLDED_H

/*
 * Folded stacks: what tools draw flame graphs from.  A frame stands for one
 * call path.  Frames are in the order in which a flame graph shows them from
 * left to right: a caller before its callees, all of these before the
 * caller's next sibling, siblings as they first ran.  What all frames
 * executed themselves is the total, to the last instruction.
 */

#include <stdint.h>
#include <stdio.h>

#include "graph.h"

/**
 * struct folded_frame - a function as called by the frames above it
 * @name: belongs to the graph
 * @parent: index of its caller's frame, smaller than its own
 * @depth: callers above it; only the first frame, [all], has none
 * @self_insns: instructions that it executed itself
 * @all_insns: those and what the frames below it did
 */
struct folded_frame {
	const char *name;
	uint32_t parent;
	uint32_t depth;
	uint64_t self_insns;
	uint64_t all_insns;
};

/** struct folded - every call path of a boot; at least the root */
struct folded {
	struct folded_frame *frames;
	uint32_t count;
};

/**
 * folded_make - the stacks of a call graph
 * @graph: must live as long as @folded
 *
 * Released by folded_release().
 */
void folded_make(struct folded *folded, const struct graph *graph);

/** folded_release - free what folded_make() made */
void folded_release(struct folded *folded);

/**
 * folded_print - a line for each frame that executed something itself
 *
 * Its stack from the outermost caller on, separated by `;`, a blank, and the
 * instructions: the format of stackcollapse-*.pl of the FlameGraph scripts.
 * In names `;` becomes `:`, and blanks and control characters become `_`.
 * [all] is above every stack and not told, except of what is its own.
 */
void folded_print(const struct folded *folded, FILE *file);

#endif
