// SPDX-License-Identifier: GPL-2.0-only
#include "cases.h"

#define GIB (UINT64_C(1) << 30)

/* What a cell of a small map can be. */
static const struct cell choices[] = {
	{ CELL_HOLE, 0, false },  { CELL_PLAIN, 0, false },
	{ CELL_PLAIN, 1, false }, { CELL_HOTPLUG, 1, false },
	{ CELL_PLAIN, 0, true },
};

#define CHOICES ((int)(sizeof(choices) / sizeof(choices[0])))

/* Take the lowest digit of a number with mixed bases. */
static int digit(unsigned long *number, int base)
{
	int value = (int)(*number % (unsigned long)base);

	*number /= (unsigned long)base;
	return value;
}

/* Map number @number of @check's cell count; false when there is none. */
static bool build_map(struct check *check, unsigned long number)
{
	int i;

	for (i = 0; i < check->map.count; i++)
		check->map.cells[i] = choices[digit(&number, CHOICES)];
	return !number;
}

static bool has_hotplug(const struct map *map)
{
	int i;

	for (i = 0; i < map->count; i++)
		if (map->cells[i].kind == CELL_HOTPLUG)
			return true;
	return false;
}

/*
 * Query number @number; false when there is none.  Where the kernel's end
 * matters it goes from one cell below the map to one above.
 */
static bool build_query(struct check *check, unsigned long number)
{
	const struct map *map = &check->map;
	struct query *query = &check->query;
	struct setting *setting = &check->setting;
	int n = map->count, way, end;

	query->size = map->unit * (uint64_t)(1 + digit(&number, n));
	query->align = map->unit << digit(&number, 4);
	query->nid = digit(&number, 3) - 1;
	query->exact = true;
	query->start = map_address(map, digit(&number, n));
	end = digit(&number, n + 2);
	query->end = end > n ? MAP_END_ACCESSIBLE : map_address(map, end);
	way = digit(&number, check->rules == RULES_SERIES ? n + 4 : 2);
	setting->bottom_up = way;
	setting->kernel_end = map_address(map, way - 2);
	setting->limit = MAP_END_ANYWHERE;
	setting->movable_node = digit(&number, has_hotplug(map) ? 2 : 1);
	return !number;
}

static void walk_map(struct check *check)
{
	int movable_node, nid;

	for (movable_node = 0; movable_node < 2; movable_node++)
		for (nid = MAP_ANY_NODE; nid < 2; nid++) {
			check->setting.movable_node = movable_node;
			check->query.nid = nid;
			check_walks(check);
		}
}

static void all_maps_at(struct check *check, uint64_t base, uint64_t unit,
			int count)
{
	unsigned long map, query;

	check->map.base = base;
	check->map.unit = unit;
	check->map.count = count;
	for (map = 0; build_map(check, map); map++) {
		check_load(check);
		for (query = 0; build_query(check, query); query++)
			check_find(check, false);
		walk_map(check);
	}
}

/* The last cell that memblock can hold ends one unit below the last address. */
static uint64_t last_base(uint64_t unit, int count)
{
	return 0 - unit * (uint64_t)(count + 2);
}

void cases_exhaustive(struct check *check)
{
	all_maps_at(check, MAP_PAGE_SIZE - 1, 1, 3);
	all_maps_at(check, 2 * GIB - MAP_PAGE_SIZE, MAP_PAGE_SIZE, 3);
	all_maps_at(check, 4 * GIB - 2, 1, 3);
	all_maps_at(check, 5 * GIB, GIB, 3);
	all_maps_at(check, last_base(1, 3), 1, 3);
	all_maps_at(check, last_base(GIB, 3), GIB, 3);
	all_maps_at(check, 2 * GIB - 2, 1, 4);
}
