// SPDX-License-Identifier: GPL-2.0-only
#include "graph.h"

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/parse.h"
#include "lib/tsvfile.h"

/* The file while it is read, and what becomes of it. */
struct reader {
	struct tsvfile file;
	struct graph *graph;
	bool total_seen;
};

void graph_add(struct graph_cost *sum, const struct graph_cost *cost)
{
	sum->insns += cost->insns;
	sum->rep += cost->rep;
	sum->calls += cost->calls;
}

const char *graph_name(const struct graph *graph, uint32_t path)
{
	return graph->functions[graph->paths[path].function].name;
}

/* Decimal numbers from the field @first on, in the order of @values. */
static int take_numbers(struct reader *reader, size_t first,
			uint64_t *const *values, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (parse_u64(reader->file.fields[first + i], values[i]))
			return tsvfile_reject(&reader->file, "decimal numbers");
	return 0;
}

/* An index below @limit. */
static int take_index(struct reader *reader, size_t field, uint64_t limit,
		      uint32_t *index, const char *expected)
{
	uint64_t value;

	if (parse_u64(reader->file.fields[field], &value) || value >= limit)
		return tsvfile_reject(&reader->file, expected);
	*index = (uint32_t)value;
	return 0;
}

/* Lines with an index of their own come in its order, without a gap. */
static int take_next(struct reader *reader, size_t field, uint64_t next)
{
	uint64_t value;

	if (parse_u64(reader->file.fields[field], &value) || value != next)
		return tsvfile_reject(&reader->file, "indexes that count from 0");
	return 0;
}

static int take_machine(void *context)
{
	struct reader *reader = context;

	if (reader->graph->machine)
		return tsvfile_reject(&reader->file, "a single machine");
	reader->graph->machine = xstrdup(reader->file.fields[1]);
	return 0;
}

static int take_total(void *context)
{
	struct reader *reader = context;
	struct graph_cost *total = &reader->graph->total;
	uint64_t *const values[] = { &total->insns, &total->rep };

	if (reader->total_seen)
		return tsvfile_reject(&reader->file, "a single total");
	reader->total_seen = true;
	return take_numbers(reader, 1, values, 2);
}

static int take_milestone(void *context)
{
	struct reader *reader = context;
	struct graph *graph = reader->graph;
	struct graph_phase *phase;
	size_t count = graph->phase_count;

	graph->phases = xgrow(graph->phases, count, sizeof(*graph->phases));
	phase = &graph->phases[count];
	phase->name = xstrdup(reader->file.fields[1]);
	graph->phase_count++;
	return take_numbers(reader, 2,
			    (uint64_t *const[]){ &phase->begin.insns,
						 &phase->begin.rep }, 2);
}

static int take_event(void *context)
{
	struct reader *reader = context;
	struct graph *graph = reader->graph;
	struct graph_event *event;

	graph->events = xgrow(graph->events, graph->event_count,
			      sizeof(*graph->events));
	event = &graph->events[graph->event_count++];
	event->name = xstrdup(reader->file.fields[1]);
	return take_numbers(reader, 2, (uint64_t *const[]){ &event->count },
			    1);
}

static int take_function(void *context)
{
	struct reader *reader = context;
	struct graph *graph = reader->graph;
	struct graph_function *function;
	char *end;

	graph->functions = xgrow(graph->functions, graph->function_count,
				 sizeof(*graph->functions));
	function = &graph->functions[graph->function_count];
	function->name = xstrdup(reader->file.fields[3]);
	graph->function_count++;
	function->address = strtoull(reader->file.fields[2], &end, 16);
	if (*end || end == reader->file.fields[2])
		return tsvfile_reject(&reader->file, "a hexadecimal address");
	return take_next(reader, 1, graph->function_count - 1);
}

static int take_path(void *context)
{
	struct reader *reader = context;
	struct graph *graph = reader->graph;
	size_t count = graph->path_count;
	struct graph_path *path;
	int ret = take_next(reader, 1, count);

	if (ret)
		return ret;
	graph->paths = xgrow(graph->paths, count, sizeof(*graph->paths));
	path = &graph->paths[count];
	graph->path_count++;
	ret = take_index(reader, 2, count ? count : 1, &path->parent,
			 "a parent that came before");
	if (ret)
		return ret;
	return take_index(reader, 3, graph->function_count, &path->function,
			  "a function that came before");
}

static int find_phase(const struct reader *reader, uint32_t *phase)
{
	const struct graph *graph = reader->graph;

	for (size_t i = 0; i < graph->phase_count; i++) {
		if (strcmp(graph->phases[i].name, reader->file.fields[1]) == 0) {
			*phase = (uint32_t)i;
			return 0;
		}
	}
	return -ENOENT;
}

static int take_cost(void *context)
{
	struct reader *reader = context;
	struct graph *graph = reader->graph;
	struct graph_part *part;
	int ret;

	graph->parts = xgrow(graph->parts, graph->part_count,
			     sizeof(*graph->parts));
	part = &graph->parts[graph->part_count];
	if (find_phase(reader, &part->phase))
		return tsvfile_reject(&reader->file, "a milestone's name");
	ret = take_index(reader, 2, graph->path_count, &part->path,
			 "a path that came before");
	if (ret)
		return ret;
	graph->part_count++;
	return take_numbers(reader, 3,
			    (uint64_t *const[]){ &part->self.insns,
						 &part->self.rep,
						 &part->self.calls }, 3);
}

/* The kinds of lines after the first. */
static const struct tsvfile_record records[] = {
	{ "cost", 6, "cost PHASE PATH INSNS REP CALLS", take_cost },
	{ "path", 4, "path INDEX PARENT FUNCTION", take_path },
	{ "function", 4, "function INDEX ADDRESS NAME", take_function },
	{ "total", 3, "total INSNS REP", take_total },
	{ "milestone", 4, "milestone NAME INSNS REP", take_milestone },
	{ "event", 3, "event NAME COUNT", take_event },
	{ "machine", 2, "machine TEXT", take_machine },
	{ .kind = NULL },
};

static const struct tsvfile_format format = {
	.name = "numaboot-callgraph",
	.records = records,
	.kinds = "a record of a call graph",
};

static void sum_parts(struct graph *graph)
{
	for (size_t i = 0; i < graph->part_count; i++) {
		const struct graph_part *part = &graph->parts[i];

		graph_add(&graph->paths[part->path].self, &part->self);
		graph_add(&graph->phases[part->phase].cost, &part->self);
	}
}

/* Parents come first, so one pass from behind sums whole subtrees. */
static void sum_subtrees(struct graph *graph)
{
	for (size_t i = graph->path_count; i-- > 0;) {
		struct graph_path *path = &graph->paths[i];

		graph_add(&path->all, &path->self);
		if (i == GRAPH_ROOT)
			continue;
		graph->paths[path->parent].all.insns += path->all.insns;
		graph->paths[path->parent].all.rep += path->all.rep;
	}
}

static bool is_outermost(const struct graph *graph, size_t path)
{
	uint32_t function = graph->paths[path].function;

	while (path != GRAPH_ROOT) {
		path = graph->paths[path].parent;
		if (graph->paths[path].function == function)
			return false;
	}
	return true;
}

static void sum_functions(struct graph *graph)
{
	for (size_t i = 0; i < graph->path_count; i++) {
		const struct graph_path *path = &graph->paths[i];
		struct graph_function *function =
			&graph->functions[path->function];

		graph_add(&function->self, &path->self);
		function->all.calls += path->self.calls;
		if (!is_outermost(graph, i))
			continue;
		function->all.insns += path->all.insns;
		function->all.rep += path->all.rep;
	}
}

static int check_whole(struct reader *reader)
{
	const struct graph *graph = reader->graph;
	struct graph_cost found = { 0 };

	if (!graph->machine)
		return error_set(reader->file.err, EINVAL,
				 "%s: found no machine, expected the one that it was made with",
				 reader->file.path);
	if (graph->path_count)
		found = graph->paths[GRAPH_ROOT].all;
	if (reader->total_seen && graph->phase_count && graph->path_count &&
	    found.insns == graph->total.insns &&
	    found.rep == graph->total.rep)
		return 0;
	return error_set(reader->file.err, EINVAL,
			 "%s:%u: found %zu milestones and paths of %" PRIu64 " instructions and %" PRIu64 " iterations, expected milestones and paths that add up to the total of %" PRIu64 " and %" PRIu64,
			 reader->file.path, reader->file.line, graph->phase_count,
			 found.insns, found.rep, graph->total.insns,
			 graph->total.rep);
}

int graph_read(struct graph *graph, const char *path, struct error *err)
{
	struct reader reader = { .graph = graph };
	int ret;

	*graph = (struct graph){ 0 };
	ret = tsvfile_read(&reader.file, path, &format, &reader, err);
	if (ret == 0) {
		sum_parts(graph);
		sum_subtrees(graph);
		sum_functions(graph);
		ret = check_whole(&reader);
	}
	if (ret)
		graph_release(graph);
	return ret;
}

void graph_release(struct graph *graph)
{
	for (size_t i = 0; i < graph->phase_count; i++)
		free(graph->phases[i].name);
	for (size_t i = 0; i < graph->function_count; i++)
		free(graph->functions[i].name);
	for (size_t i = 0; i < graph->event_count; i++)
		free(graph->events[i].name);
	free(graph->phases);
	free(graph->functions);
	free(graph->paths);
	free(graph->parts);
	free(graph->events);
	free(graph->machine);
	*graph = (struct graph){ 0 };
}
