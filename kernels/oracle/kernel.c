// SPDX-License-Identifier: GPL-2.0-only
// The memblock side: everything through memblock's own interface.
#include <linux/kernel.h>
#include <linux/memblock.h>
#include <linux/slab.h>
#include <limits.h>
#include <stdlib.h>

#include "kernel.h"

/* What memblock.c links with. */
phys_addr_t kernel_end;
unsigned long kernel_warnings;
bool movable_node_enabled;

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

/*
 * The flags of "once": bounds that the linker makes if there are any.  Weak,
 * since a memblock.c need not have one.
 */
extern bool __start_oracle_once[] __attribute__((weak));
extern bool __stop_oracle_once[] __attribute__((weak));

void kernel_forget_warnings(void)
{
	bool *warned;

	for (warned = __start_oracle_once; warned < __stop_oracle_once; warned++)
		*warned = false;
	kernel_warnings = 0;
}

static void forget(struct memblock_type *type, unsigned long count)
{
	memset(type->regions, 0, type->max * sizeof(*type->regions));
	type->total_size = 0;
	type->cnt = count;
}

/* How an empty array counts depends on the kernel: ask it before first use. */
static void forget_all(void)
{
	static unsigned long memory_count, reserved_count;
	static bool known;

	if (!known) {
		memory_count = memblock.memory.cnt;
		reserved_count = memblock.reserved.cnt;
		known = true;
	}
	forget(&memblock.memory, memory_count);
	forget(&memblock.reserved, reserved_count);
}

static int load_cell(const struct cell *cell, phys_addr_t address,
		     phys_addr_t size)
{
	int err = 0;

	if (cell->kind != CELL_HOLE)
		err = memblock_add_node(address, size, cell->nid,
					MEMBLOCK_NONE);
	if (!err && cell->kind == CELL_HOTPLUG)
		err = memblock_mark_hotplug(address, size);
	if (!err && cell->kind == CELL_NOMAP)
		err = memblock_mark_nomap(address, size);
	if (!err && cell->reserved)
		err = memblock_reserve(address, size);
	return err;
}

int kernel_load(const struct map *map)
{
	int i, err = 0;

	forget_all();
	for (i = 0; i < map->count && !err; i++)
		err = load_cell(&map->cells[i], map_address(map, i), map->unit);
	return err;
}

#ifdef ORACLE_HAS_DIRECTION
static bool set_direction(bool bottom_up)
{
	memblock_set_bottom_up(bottom_up);
	return memblock_bottom_up();
}
#else
static bool set_direction(bool bottom_up)
{
	(void)bottom_up;
	return false;
}
#endif

bool kernel_set(const struct setting *setting)
{
	kernel_end = setting->kernel_end;
	movable_node_enabled = setting->movable_node;
	memblock.current_limit = setting->limit;
	return set_direction(setting->bottom_up);
}

uint64_t kernel_find(const struct query *query)
{
	return memblock_alloc_range_nid(query->size, query->align, query->start,
					query->end, query->nid, query->exact);
}

void kernel_release(uint64_t address, uint64_t size)
{
	memblock_phys_free(address, size);
}

static int walk_pages(int nid, struct kernel_range *ranges)
{
	unsigned long start, end;
	int i, count = 0;

	/* this walk has a name of its own for any node */
	if (nid == MAP_ANY_NODE)
		nid = MAX_NUMNODES;
	for_each_mem_pfn_range(i, nid, &start, &end, NULL)
	{
		if (count == KERNEL_RANGES_MAX)
			break;
		ranges[count++] =
			(struct kernel_range){ PFN_PHYS(start), PFN_PHYS(end) };
	}
	return count;
}

#define collect(walk, ...)                                                     \
	walk(i, __VA_ARGS__)                                                   \
	{                                                                      \
		if (count == KERNEL_RANGES_MAX)                                \
			break;                                                 \
		ranges[count++] = (struct kernel_range){ start, end };         \
	}

int kernel_walk(enum kernel_walk walk, int nid, bool hotplug,
		struct kernel_range *ranges)
{
	enum memblock_flags flags = hotplug ? MEMBLOCK_HOTPLUG : MEMBLOCK_NONE;
	phys_addr_t start, end;
	int count = 0;
	u64 i;

	switch (walk) {
	case WALK_FREE:
		collect(for_each_free_mem_range, nid, flags, &start, &end,
			NULL);
		break;
	case WALK_FREE_REVERSE:
		collect(for_each_free_mem_range_reverse, nid, flags, &start,
			&end, NULL);
		break;
	case WALK_MEMORY:
		collect(for_each_mem_range, &start, &end);
		break;
	case WALK_MEMORY_REVERSE:
		collect(for_each_mem_range_rev, &start, &end);
		break;
	case WALK_RESERVED:
		collect(for_each_reserved_mem_range, &start, &end);
		break;
	default:
		return walk_pages(nid, ranges);
	}
	return count;
}
