// SPDX-License-Identifier: GPL-2.0-only
#include "state.h"

#define MIB UINT64_C(0x100000)

void state_memory_one(void)
{
	kernel_put(KERNEL_MEMORY, &(struct kernel_region){
					  .base = STATE_BASE,
					  .size = STATE_SPAN,
				  });
}

/* Bytes of a whole turn of a shape. */
static uint64_t turn_bytes(const struct shape *shape)
{
	uint64_t bytes = 0;

	for (unsigned int i = 0; i < shape->count; i++)
		bytes += shape->skip[i] + shape->size[i];
	return bytes;
}

struct kernel_region state_range(const struct shape *shape, unsigned int index)
{
	struct kernel_region range = { .base = STATE_BASE, .size = MIB };
	unsigned int last;

	if (!shape->count) {
		range.base += 2 * MIB * index;
		return range;
	}
	last = index % shape->count;
	range.base += turn_bytes(shape) * (index / shape->count);
	for (unsigned int i = 0; i < last; i++)
		range.base += shape->skip[i] + shape->size[i];
	range.base += shape->skip[last];
	range.size = shape->size[last];
	return range;
}

void state_memory_many(const struct shape *shape, unsigned int regions,
		       unsigned int nodes)
{
	for (unsigned int i = 0; i < regions; i++) {
		struct kernel_region range = state_range(shape, i);

		range.nid = (int)((uint64_t)i * nodes / regions);
		kernel_put(KERNEL_MEMORY, &range);
	}
}

/* What is written anew keeps its place. */
static void put_flags(unsigned long from, unsigned long to, unsigned int flags)
{
	for (unsigned long i = from; i < to; i++)
		kernel_put_flags(KERNEL_MEMORY, i, flags);
}

void state_flag_all_but(bool last, unsigned int flags)
{
	unsigned long count = kernel_count(KERNEL_MEMORY);

	put_flags(last ? 0 : 1, last ? count - 1 : count, flags);
}

void state_flag_one(bool last, unsigned int flags)
{
	unsigned long count = kernel_count(KERNEL_MEMORY);

	put_flags(last ? count - 1 : 0, last ? count : 1, flags);
}

uint64_t state_reserved_base(enum state_place place, unsigned int regions,
			     unsigned int index)
{
	uint64_t pitch = STATE_RESERVED_BYTES + STATE_GAP_BYTES;

	if (place == PLACE_SPREAD)
		pitch = STATE_SPAN / (regions + 1) & ~(STATE_RESERVED_BYTES - 1);
	return STATE_BASE + STATE_GAP_BYTES + pitch * index;
}

void state_reserved(enum state_place place, unsigned int regions)
{
	if (place == PLACE_NONE)
		return;
	for (unsigned int i = 0; i < regions; i++)
		kernel_put(KERNEL_RESERVED,
			   &(struct kernel_region){
				   .base = state_reserved_base(place, regions,
							       i),
				   .size = STATE_RESERVED_BYTES,
				   .nid = KERNEL_ANY_NODE,
			   });
}

void state_reserved_inside(void)
{
	unsigned long count = kernel_count(KERNEL_MEMORY);

	for (unsigned long i = 0; i < count; i++) {
		struct kernel_region region = kernel_get(KERNEL_MEMORY, i);

		region.base += region.size / 2 & ~UINT64_C(0xfff);
		region.size = 0x1000;
		region.nid = KERNEL_ANY_NODE;
		region.flags = 0;
		kernel_put(KERNEL_RESERVED, &region);
	}
}
