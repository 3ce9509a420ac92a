/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef COST_KERNEL_H
#define COST_KERNEL_H

/*
 * memblock as the measurement sees it.  The only module that is compiled with
 * the kernel's headers.  A state is written straight into memblock's arrays,
 * so that making one of 100,000 regions costs nothing of what is measured;
 * everything that is measured is memblock's own interface.
 */

#include <stdbool.h>
#include <stdint.h>

#define KERNEL_NODES_MAX 1024
#define KERNEL_ANY_NODE (-1)
#define KERNEL_REGIONS_MAX (1 << 18)

/* As MEMBLOCK_HOTPLUG and MEMBLOCK_MIRROR of include/linux/memblock.h. */
#define KERNEL_HOTPLUG 1u
#define KERNEL_MIRROR 2u

/* Of physical memory that memblock may write to, twice. */
#define KERNEL_WINDOW_BYTES (UINT64_C(16) << 20)

/**
 * struct kernel_region - one region of an array
 * @base: first address
 * @size: bytes
 * @nid: node or KERNEL_ANY_NODE
 * @flags: of KERNEL_*
 */
struct kernel_region {
	uint64_t base;
	uint64_t size;
	int nid;
	unsigned int flags;
};

/** enum kernel_array - memblock's two arrays */
enum kernel_array { KERNEL_MEMORY, KERNEL_RESERVED };

/**
 * enum kernel_walk - the walks over ranges
 * @WALK_FREE: for_each_free_mem_range()
 * @WALK_FREE_REVERSE: for_each_free_mem_range_reverse()
 * @WALK_PAGES: for_each_mem_pfn_range()
 * @WALK_RESERVED: for_each_reserved_mem_range()
 */
enum kernel_walk { WALK_FREE, WALK_FREE_REVERSE, WALK_PAGES, WALK_RESERVED };

/** kernel_moved_bytes - bytes that were set, copied and moved so far */
extern uint64_t kernel_moved_bytes;

/**
 * kernel_open - have memory that memblock may write to
 * @lowest: where physical memory begins
 * @end: and ends
 *
 * Return: 0 or -errno.
 */
int kernel_open(uint64_t lowest, uint64_t end);

/** kernel_forget - both arrays are empty, the mode is top-down, no limit */
void kernel_forget(void);

/** kernel_put - one more region behind the last one of an array */
void kernel_put(enum kernel_array array, const struct kernel_region *region);

/** kernel_put_flags - the flags of one region of an array */
void kernel_put_flags(enum kernel_array array, unsigned long index,
		      unsigned int flags);

/** kernel_count - how many regions an array has */
unsigned long kernel_count(enum kernel_array array);

/** kernel_get - one region of an array */
struct kernel_region kernel_get(enum kernel_array array, unsigned long index);

/** kernel_fill - an array has no room left and may grow */
void kernel_fill(enum kernel_array array);

/** kernel_set_image - the first address behind the kernel image */
void kernel_set_image(uint64_t end);

/** kernel_set_limit - memblock.current_limit */
void kernel_set_limit(uint64_t limit);

/** kernel_set_movable - the boot option movable_node is given */
void kernel_set_movable(bool given);

/** kernel_set_bottom_up - the mode; Return: the one that memblock then has */
bool kernel_set_bottom_up(bool bottom_up);

/* What is measured: each is one call of memblock's interface. */

/** kernel_find - find and reserve; @end 0: up to the limit; Return: address */
uint64_t kernel_find(uint64_t size, uint64_t align, uint64_t start,
		     uint64_t end, int nid, bool exact);

/** kernel_alloc - the same by the callers' interface; Return: address */
uint64_t kernel_alloc(uint64_t size, uint64_t align, uint64_t start,
		      uint64_t end, int nid, bool exact);

int kernel_reserve(uint64_t base, uint64_t size);
int kernel_release(uint64_t base, uint64_t size);
int kernel_add(uint64_t base, uint64_t size, int nid);
int kernel_remove(uint64_t base, uint64_t size);
int kernel_set_node(enum kernel_array array, uint64_t base, uint64_t size,
		    int nid);
int kernel_mark_hotplug(uint64_t base, uint64_t size);
int kernel_clear_hotplug(uint64_t base, uint64_t size);

/** kernel_mark_mirror - from now on mirrored memory is asked for first */
int kernel_mark_mirror(uint64_t base, uint64_t size);

/** kernel_is_reserved - memblock_is_reserved(), a binary search */
bool kernel_is_reserved(uint64_t address);

/** kernel_walk - walk to the end; Return: steps */
uint64_t kernel_walk(enum kernel_walk walk, int nid);

#endif
