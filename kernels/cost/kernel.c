// SPDX-License-Identifier: GPL-2.0-only
// The memblock side, and what memblock.c links with.
#include <linux/kernel.h>
#include <linux/memblock.h>
#include <linux/slab.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "kernel.h"

#define COST_DIRECT_MAP 0x100000000000UL

phys_addr_t kernel_end;
unsigned long cost_warnings;
bool movable_node_enabled;

static struct memblock_region memory_room[KERNEL_REGIONS_MAX];
static struct memblock_region reserved_room[KERNEL_REGIONS_MAX];

bool slab_is_available(void)
{
	return false;
}

void *kmalloc(size_t size, gfp_t gfp)
{
	(void)size;
	(void)gfp;
	abort();
}

void kfree(void *p)
{
	(void)p;
	abort();
}

int cost_printk(const char *format, ...)
{
	(void)format;
	return 0;
}

int cost_ratelimit(void *state)
{
	(void)state;
	return 0;
}

/*
 * The move itself is the C library's: its instructions say nothing of the
 * kernel's.  How much was moved does.
 */
uint64_t kernel_moved_bytes;

void *cost_memset(void *to, int byte, unsigned long size)
{
	kernel_moved_bytes += size;
	return memset(to, byte, size);
}

void *cost_memcpy(void *to, const void *from, unsigned long size)
{
	kernel_moved_bytes += size;
	return memcpy(to, from, size);
}

void *cost_memmove(void *to, const void *from, unsigned long size)
{
	kernel_moved_bytes += size;
	return memmove(to, from, size);
}

static int map_window(uint64_t base)
{
	void *want = (void *)(COST_DIRECT_MAP + base);
	void *got = mmap(want, KERNEL_WINDOW_BYTES, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE |
				 MAP_FIXED_NOREPLACE,
			 -1, 0);

	return got == want ? 0 : got == MAP_FAILED ? -errno : -EEXIST;
}

/* Arrays that grow go to the lowest or the highest memory. */
int kernel_open(uint64_t lowest, uint64_t end)
{
	int ret = map_window(lowest);

	return ret ? ret : map_window(end - KERNEL_WINDOW_BYTES);
}

static struct memblock_type *type_of(enum kernel_array array)
{
	return array == KERNEL_MEMORY ? &memblock.memory : &memblock.reserved;
}

/* How an empty array counts depends on the kernel: ask it before first use. */
static void forget(struct memblock_type *type, struct memblock_region *room,
		   unsigned long empty)
{
	type->regions = room;
	memset(room, 0, sizeof(*room));
	type->max = KERNEL_REGIONS_MAX;
	type->cnt = empty;
	type->total_size = 0;
}

void kernel_forget(void)
{
	static unsigned long empty;
	static bool known;

	if (!known)
		empty = memblock.memory.cnt;
	known = true;
	forget(&memblock.memory, memory_room, empty);
	forget(&memblock.reserved, reserved_room, empty);
	memblock.current_limit = PHYS_ADDR_MAX;
	movable_node_enabled = false;
	kernel_end = 0;
	kernel_set_bottom_up(false);
}

void kernel_put(enum kernel_array array, const struct kernel_region *region)
{
	struct memblock_type *type = type_of(array);
	unsigned long index = type->total_size ? type->cnt : 0;

	type->regions[index] = (struct memblock_region){
		.base = region->base,
		.size = region->size,
		.flags = region->flags,
		.nid = region->nid == KERNEL_ANY_NODE ? MAX_NUMNODES :
							region->nid,
	};
	type->cnt = index + 1;
	type->total_size += region->size;
}

void kernel_put_flags(enum kernel_array array, unsigned long index,
		      unsigned int flags)
{
	type_of(array)->regions[index].flags = flags;
}

unsigned long kernel_count(enum kernel_array array)
{
	struct memblock_type *type = type_of(array);

	return type->total_size ? type->cnt : 0;
}

struct kernel_region kernel_get(enum kernel_array array, unsigned long index)
{
	const struct memblock_region *region = &type_of(array)->regions[index];

	return (struct kernel_region){
		.base = region->base,
		.size = region->size,
		.nid = region->nid == MAX_NUMNODES ? KERNEL_ANY_NODE :
						     region->nid,
		.flags = region->flags,
	};
}

void kernel_fill(enum kernel_array array)
{
	memblock_allow_resize();
	type_of(array)->max = type_of(array)->cnt;
}

void kernel_set_image(uint64_t end)
{
	kernel_end = end;
}

void kernel_set_limit(uint64_t limit)
{
	memblock.current_limit = limit;
}

void kernel_set_movable(bool given)
{
	movable_node_enabled = given;
}

#ifdef COST_HAS_DIRECTION
bool kernel_set_bottom_up(bool bottom_up)
{
	memblock_set_bottom_up(bottom_up);
	return memblock_bottom_up();
}
#else
bool kernel_set_bottom_up(bool bottom_up)
{
	(void)bottom_up;
	return false;
}
#endif

uint64_t kernel_find(uint64_t size, uint64_t align, uint64_t start,
		     uint64_t end, int nid, bool exact)
{
	return memblock_alloc_range_nid(size, align, start, end, nid, exact);
}

/* What clears the memory is no part of memblock's cost. */
uint64_t kernel_alloc(uint64_t size, uint64_t align, uint64_t start,
		      uint64_t end, int nid, bool exact)
{
	void *at = exact ? memblock_alloc_exact_nid_raw(size, align, start,
							end, nid) :
			   memblock_alloc_try_nid_raw(size, align, start, end,
						      nid);

	return at ? (unsigned long)at - COST_DIRECT_MAP : 0;
}

int kernel_reserve(uint64_t base, uint64_t size)
{
	return memblock_reserve(base, size);
}

int kernel_release(uint64_t base, uint64_t size)
{
	return memblock_phys_free(base, size);
}

int kernel_add(uint64_t base, uint64_t size, int nid)
{
	if (nid == KERNEL_ANY_NODE)
		return memblock_add(base, size);
	return memblock_add_node(base, size, nid, MEMBLOCK_NONE);
}

int kernel_remove(uint64_t base, uint64_t size)
{
	return memblock_remove(base, size);
}

int kernel_set_node(enum kernel_array array, uint64_t base, uint64_t size,
		    int nid)
{
	return memblock_set_node(base, size, type_of(array),
				 nid == KERNEL_ANY_NODE ? NUMA_NO_NODE : nid);
}

int kernel_mark_hotplug(uint64_t base, uint64_t size)
{
	return memblock_mark_hotplug(base, size);
}

int kernel_clear_hotplug(uint64_t base, uint64_t size)
{
	return memblock_clear_hotplug(base, size);
}

/* The simulator's mm/internal.h has the switch. */
extern bool mirrored_kernelcore;

int kernel_mark_mirror(uint64_t base, uint64_t size)
{
	mirrored_kernelcore = true;
	return memblock_mark_mirror(base, size);
}

bool kernel_is_reserved(uint64_t address)
{
	return memblock_is_reserved(address);
}

uint64_t kernel_walk(enum kernel_walk walk, int nid)
{
	unsigned long start_pfn, end_pfn;
	phys_addr_t start, end;
	uint64_t steps = 0;
	u64 i;
	int index;

	switch (walk) {
	case WALK_FREE:
		for_each_free_mem_range(i, nid, MEMBLOCK_NONE, &start, &end,
					NULL)
			steps++;
		return steps;
	case WALK_FREE_REVERSE:
		for_each_free_mem_range_reverse(i, nid, MEMBLOCK_NONE, &start,
						&end, NULL)
			steps++;
		return steps;
	case WALK_RESERVED:
		for_each_reserved_mem_range(i, &start, &end)
			steps++;
		return steps;
	default:
		break;
	}
	/* this walk has a name of its own for any node */
	for_each_mem_pfn_range(index,
			       nid == KERNEL_ANY_NODE ? MAX_NUMNODES : nid,
			       &start_pfn, &end_pfn, NULL)
		steps++;
	return steps;
}
