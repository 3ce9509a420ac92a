// SPDX-License-Identifier: GPL-2.0-only
#include "rules.h"

bool rules_usable(const struct cell *cell, int nid, bool skip_hotplug)
{
	if (cell->reserved || cell->kind == CELL_HOLE ||
	    cell->kind == CELL_NOMAP)
		return false;
	if (cell->kind == CELL_HOTPLUG && skip_hotplug)
		return false;
	return nid == MAP_ANY_NODE || cell->nid == nid;
}

static uint64_t max_u64(uint64_t a, uint64_t b)
{
	return a > b ? a : b;
}

/* An area lies in one kind of memory of one node. */
static bool fits(const struct map *map, const struct setting *setting,
		 const struct query *query, int nid, int first)
{
	uint64_t cells = query->size / map->unit;
	const struct cell *cell = &map->cells[first];

	if (map_address(map, first) % query->align ||
	    cells > (uint64_t)(map->count - first))
		return false;
	for (; cells; cells--, cell++) {
		if (!rules_usable(cell, nid, setting->movable_node))
			return false;
		if (cell->nid != map->cells[first].nid ||
		    cell->kind != map->cells[first].kind)
			return false;
	}
	return true;
}

/* The lowest area in [low, high), or the highest; 0 if there is none. */
static uint64_t extreme(const struct map *map, const struct setting *setting,
			const struct query *query, int nid, uint64_t low,
			uint64_t high, bool lowest)
{
	uint64_t found = 0;
	int i;

	for (i = 0; i < map->count; i++) {
		uint64_t address = map_address(map, i);

		if (address < low || address >= high ||
		    high - address < query->size)
			continue;
		if (!fits(map, setting, query, nid, i))
			continue;
		found = address;
		if (lowest)
			break;
	}
	return found;
}

static uint64_t find_on(enum rules rules, const struct map *map,
			const struct setting *setting,
			const struct query *query, int nid, bool *warn)
{
	uint64_t low = max_u64(query->start, MAP_PAGE_SIZE);
	uint64_t high = query->end;
	uint64_t found;

	if (high == MAP_END_ACCESSIBLE || high == MAP_END_NOLEAKTRACE)
		high = setting->limit;
	if (!setting->bottom_up || rules == RULES_TOP_DOWN)
		return extreme(map, setting, query, nid, low, high, false);
	if (rules == RULES_MAINLINE)
		return extreme(map, setting, query, nid, low, high, true);

	/* bounds that cross are an empty range at the lower one */
	if (max_u64(low, high) > setting->kernel_end) {
		found = extreme(map, setting, query, nid,
				max_u64(low, setting->kernel_end), high, true);
		if (found)
			return found;
		*warn = true;
	}
	return extreme(map, setting, query, nid, low, high, false);
}

uint64_t rules_find(enum rules rules, const struct map *map,
		    const struct setting *setting, const struct query *query,
		    bool *warn)
{
	uint64_t found = find_on(rules, map, setting, query, query->nid, warn);

	if (!found && query->nid != MAP_ANY_NODE && !query->exact)
		found = find_on(rules, map, setting, query, MAP_ANY_NODE, warn);
	return found;
}
