/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef COST_STATE_H
#define COST_STATE_H

/*
 * States of memblock with as many regions as asked for.  Every state is made
 * by a rule, so that one of 10 and one of 100,000 regions have the same shape
 * and counts of the two can be compared.
 */

#include <stdint.h>

#include "kernel.h"

/* The kernel image ends here, and all that is made lies above. */
#define STATE_BASE (UINT64_C(4) << 30)
#define STATE_SPAN (UINT64_C(512) << 30)

/* Of each reserved region, and of the gap behind it near the kernel. */
#define STATE_RESERVED_BYTES UINT64_C(0x10000)
#define STATE_GAP_BYTES UINT64_C(0x10000)

/** enum state_place - where reserved regions lie */
enum state_place {
	PLACE_NONE,
	PLACE_NEAR,	/* one behind the other from the kernel's end on */
	PLACE_SPREAD,	/* over all memory, the same distance apart */
};

/**
 * struct shape - the ranges of a firmware's map, to be repeated
 * @count: how many; 0: 1 MiB of memory, 1 MiB of nothing
 * @skip: bytes of nothing before each
 * @size: bytes of each
 */
struct shape {
	unsigned int count;
	uint64_t skip[256];
	uint64_t size[256];
};

/** state_memory_one - one region of memory, from STATE_BASE on */
void state_memory_one(void);

/** state_range - the @index-th range of a map of a shape */
struct kernel_region state_range(const struct shape *shape,
				 unsigned int index);

/**
 * state_memory_many - a map of a shape in the array of memory
 * @regions: how many
 * @nodes: they are dealt out to, in ascending runs
 */
void state_memory_many(const struct shape *shape, unsigned int regions,
		       unsigned int nodes);

/** state_flag - give all of the memory but the first or the last region flags */
void state_flag_all_but(bool last, unsigned int flags);

/** state_flag_one - give the first or the last region of the memory flags */
void state_flag_one(bool last, unsigned int flags);

/** state_reserved_base - where the @index-th of so many reserved regions lies */
uint64_t state_reserved_base(enum state_place place, unsigned int regions,
			     unsigned int index);

/** state_reserved - so many reserved regions in one region of memory */
void state_reserved(enum state_place place, unsigned int regions);

/** state_reserved_inside - one in the middle of each region of memory */
void state_reserved_inside(void);

#endif
