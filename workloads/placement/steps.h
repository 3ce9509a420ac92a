/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_STEPS_H
#define NUMABOOT_STEPS_H

/*
 * Which way memblock searched, from the order of addresses that it found.
 * Only pairs of searches count that could not have gone the other way, so a
 * step is proof of a direction and no guess.
 */

#include "places.h"
#include "trace.h"

/**
 * enum steps_stage - what is told apart
 * @STEPS_BEFORE_SRAT: TRACE_BEFORE_SRAT
 * @STEPS_AFTER_SRAT: TRACE_NODES and all that follows; what lies between,
 *	while NUMA is set up and the direction may change, is in neither
 */
enum steps_stage {
	STEPS_BEFORE_SRAT,
	STEPS_AFTER_SRAT,
};

#define STEPS_STAGES 2

/**
 * struct steps - which way memblock searched
 * @up: to a higher address than the search before
 * @down: to a lower address
 */
struct steps {
	uint64_t up;
	uint64_t down;
};

/**
 * steps_count - compare each search with the one before that tells
 * @trace: what the console said
 * @places: which node an address is on
 * @steps: the result, STEPS_STAGES of them, overwritten
 *
 * A step is counted between two searches in the same stage when
 * - both had the same limits: node asked for, lowest and highest address,
 * - the later one asked for as many bytes and as much alignment, or more,
 * - both found memory on the same node,
 * - nothing was released in between,
 * and no search between them had the same limits and found the same node.
 *
 * Then what fits the later one would have fitted the earlier one, and what
 * is free has only become less: a search from the top must go down, one from
 * the bottom must go up.  Steps the other way are no noise.
 */
void steps_count(const struct trace *trace, const struct places *places,
		 struct steps *steps);

#endif
