// SPDX-License-Identifier: GPL-2.0-only
#include "merged.h"

#include <search.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"

/* What becomes of one graph's indexes. */
struct joining {
	const struct graph *graph;
	enum side side;
	enum kind *kinds;
	uint32_t *functions;
	uint32_t *paths;
};

static int compare_names(const void *left, const void *right)
{
	const struct graph_function *const *a = left, *const *b = right;

	return strcmp((*a)->name, (*b)->name);
}

static const struct graph_function **sort_names(const struct graph *graph)
{
	const struct graph_function **order =
		xcalloc(graph->function_count, sizeof(*order));

	for (size_t i = 0; i < graph->function_count; i++)
		order[i] = &graph->functions[i];
	qsort(order, graph->function_count, sizeof(*order), compare_names);
	return order;
}

static void take_name(struct merged *merged, struct joining *joining,
		      const struct graph_function *function)
{
	struct merged_function *last =
		&merged->functions[merged->function_count - 1];

	last->name = function->name;
	last->known[joining->side] = true;
	joining->functions[function - joining->graph->functions] =
		(uint32_t)(merged->function_count - 1);
}

/* One pass over both sorted lists. */
static void join_functions(struct merged *merged, struct joining *both)
{
	const struct graph_function **a = sort_names(both[SIDE_A].graph);
	const struct graph_function **b = sort_names(both[SIDE_B].graph);
	size_t a_count = both[SIDE_A].graph->function_count;
	size_t b_count = both[SIDE_B].graph->function_count;
	size_t i = 0, j = 0;

	merged->functions = xcalloc(a_count + b_count,
				    sizeof(*merged->functions));
	while (i < a_count || j < b_count) {
		int order = i == a_count ? 1 : j == b_count ? -1 :
			    strcmp(a[i]->name, b[j]->name);

		merged->function_count++;
		if (order <= 0)
			take_name(merged, &both[SIDE_A], a[i++]);
		if (order >= 0)
			take_name(merged, &both[SIDE_B], b[j++]);
	}
	free(a);
	free(b);
}

static int compare_paths(const void *left, const void *right)
{
	const struct merged_path *a = left, *b = right;

	if (a->parent != b->parent)
		return a->parent < b->parent ? -1 : 1;
	return a->function < b->function ? -1 : a->function > b->function;
}

/* The path that is there already, or a new one behind the others. */
static struct merged_path *find_path(struct merged *merged, void **tree,
				     uint32_t parent, uint32_t function)
{
	struct merged_path *fresh = &merged->paths[merged->path_count];
	struct merged_path **found;

	fresh->parent = parent;
	fresh->function = function;
	found = tsearch(fresh, tree, compare_paths);
	if (!found)
		abort();
	merged->path_count += *found == fresh;
	return *found;
}

static void join_path(struct merged *merged, void **tree,
		      struct joining *joining, uint32_t index)
{
	const struct graph_path *path = &joining->graph->paths[index];
	uint32_t function = joining->functions[path->function];
	struct merged_path *joined = merged->paths;

	/* The roots are one, whatever they are called. */
	if (index != GRAPH_ROOT)
		joined = find_path(merged, tree, joining->paths[path->parent],
				   function);
	joining->paths[index] = (uint32_t)(joined - merged->paths);
	joined->function = function;
	joined->kind = joining->kinds[index];
	joined->self[joining->side] = path->self;
	graph_add(&merged->kinds[joined->kind][joining->side], &path->self);
	if (joined->kind == KIND_WORK)
		graph_add(&merged->functions[function].work[joining->side],
			  &path->self);
}

/* The tree's nodes go, the paths stay. */
static void keep(void *path)
{
	(void)path;
}

static void join_paths(struct merged *merged, struct joining *both)
{
	void *tree = NULL;

	merged->paths = xcalloc(both[SIDE_A].graph->path_count +
				both[SIDE_B].graph->path_count,
				sizeof(*merged->paths));
	merged->path_count = 1;
	for (int side = 0; side < SIDE_COUNT; side++)
		for (uint32_t i = 0; i < both[side].graph->path_count; i++)
			join_path(merged, &tree, &both[side], i);
	tdestroy(tree, keep);
}

/* The first phase in which something was interrupted, or their number. */
static size_t first_interrupt(const struct joining *joining)
{
	const struct graph *graph = joining->graph;

	for (size_t i = 0; i < graph->part_count; i++)
		if (joining->kinds[graph->parts[i].path] == KIND_INTERRUPT)
			return graph->parts[i].phase;
	return graph->phase_count;
}

static void sum_early(struct merged *merged, const struct joining *joining)
{
	const struct graph *graph = joining->graph;

	for (size_t i = 0; i < graph->part_count; i++) {
		const struct graph_part *part = &graph->parts[i];
		uint32_t path = joining->paths[part->path];

		if (part->phase < merged->early_phases &&
		    joining->kinds[part->path] == KIND_WORK)
			graph_add(&merged->functions[
					  merged->paths[path].function]
					  .early[joining->side],
				  &part->self);
	}
}

static void joining_release(struct joining *joining)
{
	free(joining->kinds);
	free(joining->functions);
	free(joining->paths);
}

void merged_make(struct merged *merged, const struct graph *a,
		 const struct graph *b)
{
	struct joining both[SIDE_COUNT] = {
		{ .graph = a, .side = SIDE_A },
		{ .graph = b, .side = SIDE_B },
	};

	*merged = (struct merged){ .graphs = { a, b } };
	for (int side = 0; side < SIDE_COUNT; side++) {
		struct joining *joining = &both[side];

		joining->kinds = kinds_of(joining->graph);
		joining->functions = xcalloc(joining->graph->function_count,
					     sizeof(*joining->functions));
		joining->paths = xcalloc(joining->graph->path_count,
					 sizeof(*joining->paths));
	}
	join_functions(merged, both);
	join_paths(merged, both);
	merged->early_phases = first_interrupt(&both[SIDE_A]);
	if (first_interrupt(&both[SIDE_B]) < merged->early_phases)
		merged->early_phases = first_interrupt(&both[SIDE_B]);
	for (int side = 0; side < SIDE_COUNT; side++) {
		sum_early(merged, &both[side]);
		joining_release(&both[side]);
	}
}

void merged_release(struct merged *merged)
{
	free(merged->functions);
	free(merged->paths);
	*merged = (struct merged){ 0 };
}
