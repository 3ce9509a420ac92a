// SPDX-License-Identifier: GPL-2.0-only
#include "callgrind.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>

#include "lib/alloc.h"

/* Twice a function's index, and 1 when it is running already. */
typedef uint32_t entry_id;

struct edge {
	entry_id caller;
	entry_id callee;
	struct graph_cost cost;
};

/**
 * struct entries - the functions of the file and who calls whom
 * @of_path: the entry of each path
 * @self: cost of each entry
 * @edges: sorted by caller, then by callee
 */
struct entries {
	entry_id *of_path;
	struct graph_cost *self;
	struct edge *edges;
	size_t edge_count;
};

static bool runs_already(const struct graph *graph, uint32_t path)
{
	uint32_t function = graph->paths[path].function;

	while (path != GRAPH_ROOT) {
		path = graph->paths[path].parent;
		if (graph->paths[path].function == function)
			return true;
	}
	return false;
}

/* Within itself an edge's inclusive cost has been counted already. */
static bool edge_is_outermost(const struct graph *graph,
			      const struct entries *entries, uint32_t path)
{
	entry_id callee = entries->of_path[path];
	entry_id caller = entries->of_path[graph->paths[path].parent];

	for (path = graph->paths[path].parent; path != GRAPH_ROOT;
	     path = graph->paths[path].parent)
		if (entries->of_path[path] == callee &&
		    entries->of_path[graph->paths[path].parent] == caller)
			return false;
	return true;
}

static int compare_edges(const void *left, const void *right)
{
	const struct edge *a = left, *b = right;

	if (a->caller != b->caller)
		return a->caller < b->caller ? -1 : 1;
	return a->callee < b->callee ? -1 : a->callee > b->callee;
}

static void merge_edges(struct entries *entries)
{
	size_t count = 0;

	qsort(entries->edges, entries->edge_count, sizeof(*entries->edges),
	      compare_edges);
	for (size_t i = 0; i < entries->edge_count; i++) {
		const struct edge *edge = &entries->edges[i];

		if (count && compare_edges(&entries->edges[count - 1],
					   edge) == 0)
			graph_add(&entries->edges[count - 1].cost,
				  &edge->cost);
		else
			entries->edges[count++] = *edge;
	}
	entries->edge_count = count;
}

static void add_path(struct entries *entries, const struct graph *graph,
		     uint32_t index)
{
	const struct graph_path *path = &graph->paths[index];
	struct edge *edge = &entries->edges[entries->edge_count++];

	*edge = (struct edge){
		.caller = entries->of_path[path->parent],
		.callee = entries->of_path[index],
		.cost.calls = path->self.calls,
	};
	if (edge_is_outermost(graph, entries, index)) {
		edge->cost.insns = path->all.insns;
		edge->cost.rep = path->all.rep;
	}
}

static void entries_make(struct entries *entries, const struct graph *graph)
{
	*entries = (struct entries){
		.of_path = xcalloc(graph->path_count, sizeof(entry_id)),
		.self = xcalloc(2 * graph->function_count,
				sizeof(*entries->self)),
		.edges = xcalloc(graph->path_count, sizeof(*entries->edges)),
	};
	for (uint32_t i = 0; i < graph->path_count; i++) {
		const struct graph_path *path = &graph->paths[i];
		entry_id entry = 2 * path->function + runs_already(graph, i);

		entries->of_path[i] = entry;
		graph_add(&entries->self[entry], &path->self);
	}
	for (uint32_t i = 1; i < graph->path_count; i++)
		add_path(entries, graph, i);
	merge_edges(entries);
}

static void entries_release(struct entries *entries)
{
	free(entries->of_path);
	free(entries->self);
	free(entries->edges);
}

/* A name is told once; after that its number stands for it. */
static void print_name(FILE *file, const char *key,
		       const struct graph *graph, entry_id entry, bool *told)
{
	fprintf(file, "%s=(%" PRIu32 ")", key, entry + 1);
	if (!told[entry])
		fprintf(file, " %s%s", graph->functions[entry / 2].name,
			entry & 1 ? "'2" : "");
	told[entry] = true;
	fputc('\n', file);
}

static const struct source_line *line_of(const struct graph *graph,
					 const struct lines *lines,
					 entry_id entry)
{
	return lines_at(lines, graph->functions[entry / 2].address);
}

static void print_file(FILE *file, const char *key,
		       const struct source_line *line)
{
	fprintf(file, "%s=%s\n", key, line->file ? line->file : "???");
}

static void print_cost(FILE *file, const struct source_line *line,
		       const struct graph_cost *cost)
{
	fprintf(file, "%d %" PRIu64 " %" PRIu64 "\n", line->line, cost->insns,
		cost->rep);
}

static void print_edge(FILE *file, const struct edge *edge,
		       const struct graph *graph,
		       const struct lines *lines, bool *told)
{
	const struct source_line *callee =
		line_of(graph, lines, edge->callee);

	print_file(file, "cfi", callee);
	print_name(file, "cfn", graph, edge->callee, told);
	fprintf(file, "calls=%" PRIu64 " %d\n", edge->cost.calls,
		callee->line);
	print_cost(file, line_of(graph, lines, edge->caller), &edge->cost);
}

static void print_entries(FILE *file, const struct entries *entries,
			  const struct graph *graph,
			  const struct lines *lines)
{
	bool *told = xcalloc(2 * graph->function_count, sizeof(*told));
	size_t edge = 0;

	for (entry_id i = 0; i < 2 * graph->function_count; i++) {
		const struct graph_cost *self = &entries->self[i];
		const struct source_line *line = line_of(graph, lines, i);

		if (!self->calls && !self->insns && !self->rep)
			continue;
		fputc('\n', file);
		print_file(file, "fl", line);
		print_name(file, "fn", graph, i, told);
		print_cost(file, line, self);
		for (; edge < entries->edge_count &&
		       entries->edges[edge].caller == i; edge++)
			print_edge(file, &entries->edges[edge], graph, lines,
				   told);
	}
	free(told);
}

void callgrind_print(const struct graph *graph,
		     const struct lines *lines,
		     const char *const *description, FILE *file)
{
	struct entries entries;

	entries_make(&entries, graph);
	fputs("# callgrind format\n"
	      "version: 1\n"
	      "creator: numaboot " NUMABOOT_VERSION "\n"
	      "part: 1\n", file);
	for (; *description; description++)
		fprintf(file, "desc: %s\n", *description);
	fprintf(file, "positions: line\n"
		"event: Rep : Iterations of string instructions\n"
		"event: Ir : Instructions\n"
		"events: Ir Rep\n"
		"summary: %" PRIu64 " %" PRIu64 "\n",
		graph->total.insns, graph->total.rep);
	print_entries(file, &entries, graph, lines);
	fprintf(file, "\ntotals: %" PRIu64 " %" PRIu64 "\n",
		graph->total.insns, graph->total.rep);
	entries_release(&entries);
}
