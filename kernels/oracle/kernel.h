/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ORACLE_KERNEL_H
#define ORACLE_KERNEL_H

/*
 * memblock as the comparison sees it.  The only module that is compiled with
 * the kernel's headers; it uses nothing of memblock but what callers in the
 * kernel use. memblock is one for the process: kernel_load() makes it forget
 * all.
 */

#include "map.h"

/**
 * enum kernel_walk - the walks over ranges that memblock offers
 * @WALK_FREE: for_each_free_mem_range()
 * @WALK_FREE_REVERSE: for_each_free_mem_range_reverse()
 * @WALK_MEMORY: for_each_mem_range()
 * @WALK_MEMORY_REVERSE: for_each_mem_range_rev()
 * @WALK_RESERVED: for_each_reserved_mem_range()
 * @WALK_PAGES: for_each_mem_pfn_range(), in addresses
 * @WALKS: how many there are
 */
enum kernel_walk {
	WALK_FREE,
	WALK_FREE_REVERSE,
	WALK_MEMORY,
	WALK_MEMORY_REVERSE,
	WALK_RESERVED,
	WALK_PAGES,
	WALKS,
};

#define KERNEL_RANGES_MAX 256

/**
 * struct kernel_range - what a walk gave for one step
 * @start: first address
 * @end: first address behind it
 */
struct kernel_range {
	uint64_t start;
	uint64_t end;
};

/** kernel_warnings - how many warnings memblock.c gave so far */
extern unsigned long kernel_warnings;

/**
 * kernel_forget_warnings - as if memblock.c had never warned
 *
 * Sets kernel_warnings to 0 and lets it warn about the same thing again.
 */
void kernel_forget_warnings(void);

/**
 * kernel_load - make memblock forget all it knew and learn this map
 * @map: the map
 *
 * Return: 0, or the negative error of the call that failed.
 */
int kernel_load(const struct map *map);

/**
 * kernel_set - the direction, the option, the kernel's end and the limit
 * @setting: what they shall be
 *
 * Return: the direction that memblock then says it has.
 */
bool kernel_set(const struct setting *setting);

/**
 * kernel_find - ask memblock for memory
 * @query: the request
 *
 * What is found is reserved, as in a kernel.
 *
 * Return: address of the area, 0 if there is none.
 */
uint64_t kernel_find(const struct query *query);

/**
 * kernel_release - give an area back
 * @address: what kernel_find() returned
 * @size: bytes
 */
void kernel_release(uint64_t address, uint64_t size);

/**
 * kernel_walk - collect the ranges of a walk
 * @walk: which
 * @nid: node for the free walks and that over pages, or MAP_ANY_NODE
 * @hotplug: ask the free walks for hotpluggable memory, whatever the option
 * @ranges: room for KERNEL_RANGES_MAX ranges
 *
 * Return: how many steps it had, KERNEL_RANGES_MAX if it did not end there.
 */
int kernel_walk(enum kernel_walk walk, int nid, bool hotplug,
		struct kernel_range *ranges);

#endif
