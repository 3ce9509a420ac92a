// SPDX-License-Identifier: GPL-2.0-only
#include "cases.h"

#include <string.h>

#define QUERIES_PER_MAP 4

/* xorshift64*, Vigna 2016: the same numbers on every host. */
static uint64_t state = 20131010;

static uint64_t draw(uint64_t below)
{
	state ^= state >> 12;
	state ^= state << 25;
	state ^= state >> 27;
	return (state * UINT64_C(2685821657736338717) >> 16) % below;
}

static int draw_int(int below)
{
	return (int)draw((uint64_t)below);
}

static uint64_t draw_unit(void)
{
	static const int shifts[] = { 0, 6, 12, 21, 30 };

	return UINT64_C(1) << shifts[draw(sizeof(shifts) / sizeof(int))];
}

/* Mostly across an address where something changes. */
static uint64_t draw_base(uint64_t unit, int count)
{
	static const int shifts[] = { 12, 24, 31, 32, 40, 52, 63 };
	uint64_t back = draw((uint64_t)count) * unit;
	uint64_t place;

	if (!draw(5))
		return 0 - unit * ((uint64_t)count + 2 + draw(3));
	place = UINT64_C(1) << shifts[draw(sizeof(shifts) / sizeof(int))];
	if (place > back + unit)
		return (place - back) / unit * unit;
	return unit > MAP_PAGE_SIZE ? unit : MAP_PAGE_SIZE;
}

static enum cell_kind draw_kind(void)
{
	static const enum cell_kind kinds[] = {
		CELL_HOLE,    CELL_PLAIN,   CELL_PLAIN, CELL_PLAIN,
		CELL_HOTPLUG, CELL_HOTPLUG, CELL_NOMAP,
	};

	return kinds[draw(sizeof(kinds) / sizeof(kinds[0]))];
}

static void draw_map(struct map *map)
{
	int i, end;

	memset(map, 0, sizeof(*map));
	map->count = 1 + draw_int(MAP_CELLS_MAX);
	map->unit = draw_unit();
	map->base = draw_base(map->unit, map->count);
	for (i = 0; i < map->count; i = end) {
		struct cell cell = { draw_kind(), draw_int(MAP_NODES), false };

		if (cell.kind == CELL_HOLE)
			cell.nid = 0;
		for (end = i; end <= i + draw_int(16) && end < map->count;
		     end++)
			map->cells[end] = cell;
	}
	for (i = draw_int(8); i; i--) {
		int first = draw_int(map->count);

		for (end = first + draw_int(8);
		     first <= end && first < map->count; first++)
			map->cells[first].reserved = true;
	}
}

/* Any border of cells, one below and one above the map included. */
static uint64_t draw_border(const struct map *map)
{
	return map_address(map, draw_int(map->count + 3) - 1);
}

static uint64_t draw_end(const struct map *map, const struct setting *setting)
{
	switch (draw(8)) {
	case 0:
		return MAP_END_ANYWHERE;
	case 1:
		return MAP_END_ACCESSIBLE;
	case 2:
		return MAP_END_NOLEAKTRACE;
	case 3:
		return setting->kernel_end + (draw(3) - 1) * map->unit;
	default:
		return draw_border(map);
	}
}

static void draw_search(const struct map *map, struct query *query,
			struct setting *setting)
{
	setting->bottom_up = draw(4);
	setting->movable_node = draw(2);
	setting->limit = draw(2) ? MAP_END_ANYWHERE : draw_border(map);
	query->size = map->unit * (1 + draw(1 + draw((uint64_t)map->count)));
	query->align = map->unit << draw(8);
	if (!draw(4))
		query->align = 1;
	query->start = draw(2) ? 0 : draw_border(map);
	query->end = draw_end(map, setting);
	query->nid = draw(2) ? MAP_ANY_NODE : draw_int(MAP_NODES + 1);
	query->exact = draw(2);
}

void cases_random(struct check *check, unsigned long maps)
{
	int i;

	while (maps--) {
		draw_map(&check->map);
		check->setting.kernel_end = draw_border(&check->map);
		check_load(check);
		for (i = 0; i < QUERIES_PER_MAP; i++) {
			draw_search(&check->map, &check->query,
				    &check->setting);
			check_find(check, true);
		}
		check_walks(check);
	}
}
