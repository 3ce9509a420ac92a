/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef COST_CONSOLE_H
#define COST_CONSOLE_H

/*
 * What a boot's console says of memblock, line by line.  A line that is about
 * something else is passed over; one that begins like one of these and cannot
 * be read is an error, never passed over.
 */

#include <stdbool.h>
#include <stdint.h>

#include "state.h"

/** enum line_kind - what a line says */
enum line_kind {
	LINE_OTHER,
	LINE_BROKEN,
	LINE_USABLE,	/* BIOS-e820: usable */
	LINE_OPTIONS,	/* the command line */
	LINE_DUMP,	/* MEMBLOCK configuration: */
	LINE_MEMORY,	/* a region of the dump */
	LINE_RESERVED,
	LINE_RESERVE,	/* memblock_reserve: */
	LINE_TAKEN,	/* … of what a search found */
	LINE_FREE,	/* memblock_phys_free: */
	LINE_ADD,
	LINE_REMOVE,
	LINE_FIND,	/* memblock_phys_alloc_range: */
	LINE_ALLOC,	/* memblock_alloc_try_nid: */
	LINE_ALLOC_EXACT,
	LINE_SRAT,	/* ACPI: SRAT: Node … */
	LINE_JOINED,	/* NUMA: Node … -> … */
	LINE_NODE_DATA,	/* NODE_DATA(N) allocated */
	LINE_HANDED_OVER,	/* Memory: … available */
};

/**
 * struct line - one line
 * @region: that it names; of LINE_JOINED what became of two
 * @second: of LINE_JOINED the first of the two
 * @size: bytes asked for
 * @align: and their alignment
 * @from: lower bound
 * @to: upper bound, 0: the limit
 * @movable: LINE_OPTIONS: movable_node is given
 */
struct line {
	enum line_kind kind;
	struct kernel_region region;
	struct kernel_region second;
	uint64_t size;
	uint64_t align;
	uint64_t from;
	uint64_t to;
	bool movable;
};

/** line_read - what one line says */
struct line line_read(const char *text);

/**
 * console_shape - the usable ranges of a machine's map
 *
 * Return: 0, or -errno with a sentence on stderr.
 */
int console_shape(const char *path, struct shape *shape);

#endif
