// SPDX-License-Identifier: GPL-2.0-only
#include "night/moves.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "night/table.h"

#define MAX_NODES 64

static const char *const class_columns[] = {
	"arm", "topology", "mapping", "class", "start", "end", "bytes",
	"node", "released", "hotpluggable", NULL,
};

static const char *const node_columns[] = {
	"arm", "topology", "mapping", "node", "removable", NULL,
};

/**
 * struct place - where a class lies
 * @nodes: a bit for each
 * @hotpluggable: of these, those that are
 */
struct place {
	char *class;
	uint64_t bytes;
	uint64_t first;
	uint64_t last;
	uint64_t nodes;
	uint64_t hotpluggable;
};

struct places {
	struct place *list;
	size_t count;
};

static bool is_of(const char **row, const struct cell_name *cell)
{
	return strcmp(row[0], cell->arm) == 0 &&
	       strcmp(row[1], cell->topology) == 0 &&
	       strcmp(row[2], cell->mapping) == 0;
}

static struct place *place_of(struct places *places, const char *class)
{
	struct place *added;

	for (size_t i = 0; i < places->count; i++)
		if (strcmp(places->list[i].class, class) == 0)
			return &places->list[i];
	places->list = xgrow(places->list, places->count,
			     sizeof(*places->list));
	added = &places->list[places->count++];
	*added = (struct place){
		.class = xstrdup(class), .first = UINT64_MAX,
	};
	return added;
}

static void add_place(struct places *places, const char **row)
{
	struct place *place = place_of(places, row[3]);
	uint64_t first = strtoull(row[4], NULL, 16);
	uint64_t last = strtoull(row[5], NULL, 16);
	unsigned long node = strtoul(row[7], NULL, 10) % MAX_NODES;

	place->bytes += strtoull(row[6], NULL, 10);
	place->first = first < place->first ? first : place->first;
	place->last = last > place->last ? last : place->last;
	place->nodes |= 1ULL << node;
	if (strcmp(row[9], "1") == 0)
		place->hotpluggable |= 1ULL << node;
}

static int read_places(struct places *places, const char *folder,
		       const struct cell_name *cell, struct error *err)
{
	struct table table;
	int ret = table_read(&table, folder, "placements.csv", class_columns,
			     err);

	*places = (struct places){ 0 };
	for (size_t i = 0; ret == 0 && i < table.count; i++)
		if (is_of(table.rows[i], cell) &&
		    strcmp(table.rows[i][8], "1"))
			add_place(places, table.rows[i]);
	table_release(&table);
	return ret;
}

static void release_places(struct places *places)
{
	for (size_t i = 0; i < places->count; i++)
		free(places->list[i].class);
	free(places->list);
}

static const struct place *find_place(const struct places *places,
				      const char *class)
{
	for (size_t i = 0; i < places->count; i++)
		if (strcmp(places->list[i].class, class) == 0)
			return &places->list[i];
	return NULL;
}

/* "9.99 MiB on node 3*, 0x1bf602000-0x1bfffffff"; * for a hotpluggable node. */
static char *place_text(const struct place *place)
{
	char nodes[MAX_NODES * 4] = "";
	size_t used = 0;

	if (!place)
		return xstrdup("nowhere");
	for (int node = 0; node < MAX_NODES; node++)
		if (place->nodes >> node & 1)
			used += (size_t)snprintf(nodes + used,
				sizeof(nodes) - used, "%s%d%s",
				used ? "," : "", node,
				place->hotpluggable >> node & 1 ? "*" : "");
	return xasprintf("%" PRIu64 " B on node %s, 0x%" PRIx64 "-0x%" PRIx64,
			 place->bytes, nodes, place->first, place->last);
}

static void add_move(struct moves *moves, char *what, char *before, char *now)
{
	if (strcmp(before, now) == 0) {
		free(what);
		free(before);
		free(now);
		return;
	}
	moves->list = xgrow(moves->list, moves->count, sizeof(*moves->list));
	moves->list[moves->count++] = (struct move){ what, before, now };
}

int moves_of_classes(struct moves *moves, const char *before, const char *now,
		     const struct cell_name *cell, struct error *err)
{
	struct places old = { 0 }, new = { 0 };
	int ret = read_places(&old, before, cell, err);

	*moves = (struct moves){ 0 };
	if (ret == 0)
		ret = read_places(&new, now, cell, err);
	if (ret == 0 && old.count && new.count) {
		for (size_t i = 0; i < old.count; i++)
			add_move(moves, xstrdup(old.list[i].class),
				 place_text(&old.list[i]),
				 place_text(find_place(&new,
						       old.list[i].class)));
		for (size_t i = 0; i < new.count; i++)
			if (!find_place(&old, new.list[i].class))
				add_move(moves, xstrdup(new.list[i].class),
					 place_text(NULL),
					 place_text(&new.list[i]));
	}
	release_places(&old);
	release_places(&new);
	return ret;
}

/* A node is removable when every memory block of it is: 1, 0, or -1 for none. */
static int read_nodes(int removable[MAX_NODES], const char *folder,
		      const struct cell_name *cell, struct error *err)
{
	struct table table;
	int ret = table_read(&table, folder, "memory-blocks.csv",
			     node_columns, err);

	for (int node = 0; node < MAX_NODES; node++)
		removable[node] = -1;
	for (size_t i = 0; ret == 0 && i < table.count; i++) {
		const char **row = table.rows[i];
		unsigned long node = strtoul(row[3], NULL, 10) % MAX_NODES;
		bool is = strcmp(row[4], "1") == 0;

		if (is_of(row, cell))
			removable[node] = removable[node] && is;
	}
	table_release(&table);
	return ret;
}

int moves_of_nodes(struct moves *moves, const char *before, const char *now,
		   const struct cell_name *cell, struct error *err)
{
	static const char *const words[] = { "not removable", "removable" };
	int old[MAX_NODES], new[MAX_NODES];
	int ret = read_nodes(old, before, cell, err);

	*moves = (struct moves){ 0 };
	if (ret == 0)
		ret = read_nodes(new, now, cell, err);
	for (int node = 0; ret == 0 && node < MAX_NODES; node++)
		if (old[node] >= 0 && new[node] >= 0)
			add_move(moves, xasprintf("node %d", node),
				 xstrdup(words[old[node]]),
				 xstrdup(words[new[node]]));
	return ret;
}

void moves_release(struct moves *moves)
{
	for (size_t i = 0; i < moves->count; i++) {
		free(moves->list[i].what);
		free(moves->list[i].before);
		free(moves->list[i].now);
	}
	free(moves->list);
	*moves = (struct moves){ 0 };
}
