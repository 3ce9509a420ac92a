/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ORACLE_MAP_H
#define ORACLE_MAP_H

/*
 * Small pieces of physical memory, cell by cell, and requests for it, for both
 * sides of the comparison.  Plain values that nobody owns; every address in
 * them is a multiple of the cell's size, so that nothing lies between cells.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MAP_CELLS_MAX 64
#define MAP_NODES 4
#define MAP_ANY_NODE (-1)

/* MEMBLOCK_ALLOC_* of include/linux/memblock.h, and PAGE_SIZE */
#define MAP_END_ACCESSIBLE UINT64_C(0)
#define MAP_END_NOLEAKTRACE UINT64_C(1)
#define MAP_END_ANYWHERE UINT64_MAX
#define MAP_PAGE_SIZE UINT64_C(4096)

/**
 * enum cell_kind - what a cell of physical memory is
 * @CELL_HOLE: no memory
 * @CELL_PLAIN: memory
 * @CELL_HOTPLUG: memory that firmware calls hotpluggable
 * @CELL_NOMAP: memory that is not to be mapped, hence never handed out
 */
enum cell_kind { CELL_HOLE, CELL_PLAIN, CELL_HOTPLUG, CELL_NOMAP };

/**
 * struct cell - one unit of a map
 * @kind: what it is
 * @nid: its node, 0 in a hole
 * @reserved: taken; also holes can be
 */
struct cell {
	enum cell_kind kind;
	int nid;
	bool reserved;
};

/**
 * struct map - a small piece of physical memory, cell by cell
 * @base: address of the first cell, a multiple of @unit
 * @unit: bytes of a cell, a power of two
 * @count: number of cells
 * @cells: what they are, ascending
 *
 * Every address that a query is made of is a multiple of the unit, so cells
 * are as fine as needed: with a unit of one byte there is nothing between.
 */
struct map {
	uint64_t base;
	uint64_t unit;
	int count;
	struct cell cells[MAP_CELLS_MAX];
};

/**
 * struct setting - what else a search depends on
 * @kernel_end: first address behind the kernel image
 * @limit: memblock.current_limit
 * @bottom_up: the direction that is asked for
 * @movable_node: the boot option is given
 */
struct setting {
	uint64_t kernel_end;
	uint64_t limit;
	bool bottom_up;
	bool movable_node;
};

/**
 * struct query - one request for memory
 * @size: bytes, a multiple of the map's unit
 * @align: bytes, a power of two
 * @start: lower bound
 * @end: upper bound or one of MAP_END_*
 * @nid: node or MAP_ANY_NODE
 * @exact: do not try the other nodes when that node has no room
 */
struct query {
	uint64_t size;
	uint64_t align;
	uint64_t start;
	uint64_t end;
	int nid;
	bool exact;
};

/**
 * map_address - address of a cell
 * @map: the map
 * @i: index of the cell, up to one beyond the last
 *
 * Return: its first byte's address.
 */
static inline uint64_t map_address(const struct map *map, int i)
{
	return map->base + (uint64_t)i * map->unit;
}

/**
 * map_describe - write a map in words
 * @map: the map
 * @text: where to write
 * @size: bytes there; longer descriptions are cut
 */
void map_describe(const struct map *map, char *text, size_t size);

/**
 * node_describe - write a node in words
 * @nid: node or MAP_ANY_NODE
 * @text: where to write
 * @size: bytes there
 */
void node_describe(int nid, char *text, size_t size);

/**
 * query_describe - write a query and what it depends on in words
 * @query: the query
 * @setting: what it depends on
 * @text: where to write
 * @size: bytes there; longer descriptions are cut
 */
void query_describe(const struct query *query, const struct setting *setting,
		    char *text, size_t size);

#endif
