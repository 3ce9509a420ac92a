// SPDX-License-Identifier: GPL-2.0-only
#include "check.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "kernel.h"

static void describe(const struct check *check, char *text, size_t size)
{
	char node[32];

	if (!check->walk) {
		query_describe(&check->query, &check->setting, text, size);
		return;
	}
	node_describe(check->query.nid, node, sizeof(node));
	snprintf(text, size, "%s of %s; movable_node %s", check->walk, node,
		 check->setting.movable_node ? "on" : "off");
}

void check_fail(struct check *check, const char *format, ...)
{
	char what[256], map[4096], asked[512];
	va_list args;

	if (check->wrong++)
		return;
	va_start(args, format);
	vsnprintf(what, sizeof(what), format, args);
	va_end(args);
	map_describe(&check->map, map, sizeof(map));
	describe(check, asked, sizeof(asked));
	snprintf(check->first, sizeof(check->first), "%s: %s; memory: %s", what,
		 asked, map);
}

void check_load(struct check *check)
{
	int err = kernel_load(&check->map);

	kernel_forget_warnings();
	check->warned = false;
	if (err)
		check_fail(check, "memblock refused the map with %d", err);
}

/* What was found was right: give it back, or keep it in the map as well. */
static void settle(struct check *check, uint64_t found, bool keep)
{
	uint64_t size = check->query.size;
	int i;

	if (!found)
		return;
	if (!keep) {
		kernel_release(found, size);
		return;
	}
	i = (int)((found - check->map.base) / check->map.unit);
	for (; size; size -= check->map.unit)
		check->map.cells[i++].reserved = true;
}

static void check_direction(struct check *check)
{
	bool expected = check->setting.bottom_up &&
			check->rules != RULES_TOP_DOWN;
	bool found = kernel_set(&check->setting);

	if (found != expected)
		check_fail(check, "memblock_bottom_up() is %d, expected %d",
			   found, expected);
}

static void check_warnings(struct check *check)
{
	if (kernel_warnings == check->warned)
		return;
	check_fail(check, "%lu warnings, expected %d in all", kernel_warnings,
		   check->warned);
	kernel_warnings = check->warned;
}

void check_find(struct check *check, bool keep)
{
	bool warn = false;
	uint64_t expected = rules_find(check->rules, &check->map,
				       &check->setting, &check->query, &warn);
	uint64_t found;

	if (!keep) {
		kernel_forget_warnings();
		check->warned = false;
	}
	check->warned |= warn;
	check_direction(check);
	found = kernel_find(&check->query);
	check->cases++;
	if (found == expected) {
		check_warnings(check);
		settle(check, found, keep);
		return;
	}
	check_fail(check, "found 0x%" PRIx64 ", expected 0x%" PRIx64, found,
		   expected);
	check_load(check);
}

/* What one walk is expected to show. */
struct view {
	const char *name;
	enum kernel_walk walk;
	bool hotplug;
};

static bool shows(const struct check *check, const struct view *view,
		  const struct cell *cell)
{
	switch (view->walk) {
	case WALK_FREE:
	case WALK_FREE_REVERSE:
		return rules_usable(cell, check->query.nid,
				    check->setting.movable_node &&
					    !view->hotplug);
	case WALK_MEMORY:
	case WALK_MEMORY_REVERSE:
		return cell->kind == CELL_PLAIN || cell->kind == CELL_HOTPLUG;
	case WALK_RESERVED:
		return cell->reserved;
	default:
		return cell->kind != CELL_HOLE &&
		       (check->query.nid == MAP_ANY_NODE ||
			check->query.nid == cell->nid);
	}
}

/*
 * Mark the cells of a range as seen.  Return 0, or -1 if it is not made of
 * whole cells or has one that was seen before.
 */
static int paint(const struct map *map, const struct kernel_range *range,
		 bool *seen)
{
	uint64_t first = (range->start - map->base) / map->unit;
	uint64_t end = (range->end - map->base) / map->unit;

	if (range->start == range->end)
		return 0;
	if (range->start % map->unit || range->end % map->unit ||
	    first >= end || end > (uint64_t)map->count)
		return -1;
	for (; first < end; first++) {
		if (seen[first])
			return -1;
		seen[first] = true;
	}
	return 0;
}

static void check_order(struct check *check, const struct view *view,
			const struct kernel_range *ranges, int count)
{
	bool down = view->walk == WALK_FREE_REVERSE ||
		    view->walk == WALK_MEMORY_REVERSE;
	int i;

	for (i = 1; i < count; i++)
		if (down != (ranges[i].start < ranges[i - 1].start) &&
		    ranges[i].start != ranges[i - 1].start)
			check_fail(check, "0x%" PRIx64 " comes too late",
				   ranges[i].start);
}

static void check_view(struct check *check, const struct view *view)
{
	struct kernel_range ranges[KERNEL_RANGES_MAX];
	bool seen[MAP_CELLS_MAX] = { false };
	int i, count;

	count = kernel_walk(view->walk, check->query.nid, view->hotplug,
			    ranges);
	check->cases++;
	for (i = 0; i < count; i++)
		if (paint(&check->map, &ranges[i], seen))
			check_fail(check,
				   "0x%" PRIx64 "-0x%" PRIx64
				   " is not memory or comes twice",
				   ranges[i].start, ranges[i].end);
	check_order(check, view, ranges, count);
	for (i = 0; i < check->map.count; i++)
		if (seen[i] != shows(check, view, &check->map.cells[i]))
			check_fail(check, "0x%" PRIx64 " is %s",
				   map_address(&check->map, i),
				   seen[i] ? "there" : "missing");
}

void check_walks(struct check *check)
{
	struct view views[] = {
		{ "for_each_free_mem_range()", WALK_FREE, false },
		{ "for_each_free_mem_range_reverse()", WALK_FREE_REVERSE,
		  false },
		{ "for_each_mem_range()", WALK_MEMORY, false },
		{ "for_each_mem_range_rev()", WALK_MEMORY_REVERSE, false },
		{ "for_each_reserved_mem_range()", WALK_RESERVED, false },
		{ "for_each_mem_pfn_range()", WALK_PAGES, false },
	};
	int i;

	check_direction(check);
	for (i = 0; i < WALKS; i++) {
		/* that one leaves out pages that are not all memory */
		if (i == WALK_PAGES && check->map.unit < MAP_PAGE_SIZE)
			continue;
		check->walk = views[i].name;
		check_view(check, &views[i]);
		views[i].hotplug = true;
		check_view(check, &views[i]);
	}
	check->walk = NULL;
}
