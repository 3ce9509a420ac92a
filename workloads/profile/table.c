// SPDX-License-Identifier: GPL-2.0-only
#include "table.h"

#include <stdlib.h>
#include <string.h>

#include "format.h"
#include "kinds.h"
#include "lib/alloc.h"

/* A screen of each. */
#define MAX_ROWS 30

typedef const struct graph_function *row;

static int compare_names(row a, row b)
{
	return strcmp(a->name, b->name);
}

static int compare_counts(uint64_t a, uint64_t b)
{
	return a > b ? -1 : a < b;
}

static int by_self(const void *left, const void *right)
{
	row a = *(const row *)left, b = *(const row *)right;
	int order = compare_counts(a->self.insns, b->self.insns);

	return order ? order : compare_names(a, b);
}

static int by_all(const void *left, const void *right)
{
	row a = *(const row *)left, b = *(const row *)right;
	int order = compare_counts(a->all.insns, b->all.insns);

	return order ? order : compare_names(a, b);
}

static int by_rep(const void *left, const void *right)
{
	row a = *(const row *)left, b = *(const row *)right;
	int order = compare_counts(a->self.rep, b->self.rep);

	return order ? order : compare_names(a, b);
}

static void print_row(const struct graph *graph, row function,
		      const struct lines *lines, FILE *file)
{
	const struct source_line *line = lines_at(lines, function->address);

	fprintf(file, "%14s %5.1f %14s %5.1f %12s %10s  %s",
		format_count(function->self.insns).text,
		format_share(function->self.insns, graph->total.insns),
		format_count(function->all.insns).text,
		format_share(function->all.insns, graph->total.insns),
		format_count(function->self.rep).text,
		format_count(function->self.calls).text, function->name);
	if (line->file)
		fprintf(file, "  %s:%d", line->file, line->line);
	fputc('\n', file);
}

static void print_functions(const struct graph *graph, const char *heading,
			    int (*order)(const void *, const void *),
			    const struct lines *lines, FILE *file)
{
	row *rows = xcalloc(graph->function_count, sizeof(*rows));
	size_t count = graph->function_count;

	for (size_t i = 0; i < count; i++)
		rows[i] = &graph->functions[i];
	qsort(rows, count, sizeof(*rows), order);
	fprintf(file, "\n%s\n%14s %5s %14s %5s %12s %10s  %s\n", heading,
		"own insns", "%", "with callees", "%", "own rep", "calls",
		"function");
	for (size_t i = 0; i < count && i < MAX_ROWS; i++)
		if (rows[i]->all.insns || rows[i]->all.rep)
			print_row(graph, rows[i], lines, file);
	free(rows);
}

static void print_phases(const struct graph *graph, FILE *file)
{
	fprintf(file, "\nPhases, each from its milestone to the next\n%14s %5s %12s  %s\n",
		"insns", "%", "rep", "from");
	for (size_t i = 0; i < graph->phase_count; i++) {
		const struct graph_phase *phase = &graph->phases[i];

		fprintf(file, "%14s %5.1f %12s  %s\n",
			format_count(phase->cost.insns).text,
			format_share(phase->cost.insns, graph->total.insns),
			format_count(phase->cost.rep).text, phase->name);
	}
}

static void print_kinds(const struct graph *graph, FILE *file)
{
	struct graph_cost sums[KIND_COUNT] = { 0 };
	enum kind *kinds = kinds_of(graph);

	for (size_t i = 0; i < graph->path_count; i++)
		graph_add(&sums[kinds[i]], &graph->paths[i].self);
	fprintf(file, "\nWork and what is none of the kernel's\n%14s %5s %12s  %s\n",
		"insns", "%", "rep", "kind");
	for (int i = 0; i < KIND_COUNT; i++)
		fprintf(file, "%14s %5.1f %12s  %s\n",
			format_count(sums[i].insns).text,
			format_share(sums[i].insns, graph->total.insns),
			format_count(sums[i].rep).text, kind_name(i));
	free(kinds);
}

void table_print(const struct graph *graph, const char *title,
		 const struct lines *lines, FILE *file)
{
	fprintf(file, "%s\n%s instructions and %s iterations of string instructions from reset to exit,\non %zu call paths\n",
		title, format_count(graph->total.insns).text,
		format_count(graph->total.rep).text, graph->path_count);
	print_phases(graph, file);
	print_kinds(graph, file);
	print_functions(graph, "Functions by their own instructions", by_self,
			lines, file);
	print_functions(graph, "Functions by instructions with their callees",
			by_all, lines, file);
	print_functions(graph, "Functions by iterations of string instructions",
			by_rep, lines, file);
}
