// SPDX-License-Identifier: GPL-2.0-only
#include "callers.h"

#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"

static const char *const groups[ASKED_COUNT] = {
	[ASKED_FIND] = "memblock.find",
	[ASKED_RESERVE] = "memblock.reserve",
	[ASKED_WALK] = "memblock.iterate",
};

const char *asked_name(enum asked asked)
{
	static const char *const names[ASKED_COUNT] = {
		[ASKED_FIND] = "find",
		[ASKED_RESERVE] = "reserve",
		[ASKED_WALK] = "walk",
	};

	return names[asked];
}

/* What a function is part of; ASKED_COUNT: of none. */
static enum asked group_of(const struct symbols *symbols, const char *name)
{
	enum asked asked = 0;

	while (asked < ASKED_COUNT &&
	       !symbols_group_has(symbols, groups[asked], name))
		asked++;
	return asked;
}

/* Its interface has one prefix, and what is in a group has others. */
static bool is_memblocks(const struct symbols *symbols, const char *name)
{
	return strncmp(name, "memblock_", 9) == 0 ||
	       strncmp(name, "__memblock_", 11) == 0 ||
	       group_of(symbols, name) != ASKED_COUNT;
}

static struct caller *caller_at(struct callers *callers, const char *name)
{
	for (size_t i = 0; i < callers->count; i++)
		if (strcmp(callers->list[i].name, name) == 0)
			return &callers->list[i];
	callers->list = xgrow(callers->list, callers->count,
			      sizeof(*callers->list));
	callers->list[callers->count] = (struct caller){ .name = name };
	return &callers->list[callers->count++];
}

/* The caller of a path, and whether a search lies between. */
static const char *caller_of(const struct graph *graph,
			     const struct symbols *symbols, uint32_t path,
			     bool *searched)
{
	const char *name = graph_name(graph, path);

	*searched = false;
	while (path != GRAPH_ROOT && is_memblocks(symbols, name)) {
		*searched = *searched || group_of(symbols, name) == ASKED_FIND;
		path = graph->paths[path].parent;
		name = graph_name(graph, path);
	}
	return name;
}

static void add_path(struct callers *callers, const struct graph *graph,
		     const struct symbols *symbols, uint32_t path)
{
	const struct graph_cost *self = &graph->paths[path].self;
	const char *name = graph_name(graph, path);
	enum asked asked = group_of(symbols, name);
	struct asked_cost *costs;
	const char *caller;
	bool searched;

	if (asked == ASKED_COUNT || (!self->insns && !self->calls))
		return;
	caller = caller_of(graph, symbols, path, &searched);
	costs = caller_at(callers, caller)->costs;
	if (asked == ASKED_WALK && searched) {
		costs[ASKED_FIND].walked += self->insns;
		return;
	}
	costs[asked].insns += self->insns;
	if (symbols_group_is_called(symbols, groups[asked], name, false))
		costs[asked].calls += self->calls;
}

void callers_find(struct callers *callers, const struct graph *graph,
		  const struct symbols *symbols)
{
	*callers = (struct callers){ 0 };
	for (uint32_t path = 0; path < graph->path_count; path++)
		add_path(callers, graph, symbols, path);
}

void callers_release(struct callers *callers)
{
	free(callers->list);
	*callers = (struct callers){ 0 };
}
