// SPDX-License-Identifier: GPL-2.0-only
/*
 * Workload profile: the boot of workload count, with its call graph.  Samples
 * say how it ran; files for people have the graph itself; see docs/profile.md.
 */
#include <stdlib.h>

#include "diff.h"
#include "evidence/files.h"
#include "profiled.h"
#include "profiles.h"
#include "table.h"
#include "workload/sample.h"
#include "workload/workload.h"

static const struct metric metrics[] = {
	{ "profile.insns", "instructions", false, "less", 0.001,
	  "instructions from reset to exit" },
	{ "profile.rep.iterations", "iterations", false, "less", 0.001,
	  "iterations of rep-prefixed string instructions from reset to exit" },
	{ "profile.paths", "paths", false, "none", 0,
	  "different call paths" },
	{ "profile.events", "events", false, "none", 0,
	  "changes of the flow that no call or jump explains" },
	{ 0 },
};

static int emit_events(const struct graph *graph,
		       const struct sample_sink *sink, struct error *err)
{
	int ret = 0;

	for (size_t i = 0; i < graph->event_count && ret == 0; i++)
		ret = sample_emit(sink, "profile.events",
				  graph->events[i].name, -1,
				  graph->events[i].count, err);
	return ret;
}

static int read_samples(const struct run_evidence *evidence,
			const struct sample_sink *sink, struct error *err)
{
	char *path = evidence_path(evidence->directory, EVIDENCE_CALLGRAPH);
	struct graph graph;
	int ret = graph_read(&graph, path, err);

	free(path);
	if (ret)
		return ret;
	ret = sample_emit(sink, "profile.insns", "", -1, graph.total.insns,
			  err);
	if (ret == 0)
		ret = sample_emit(sink, "profile.rep.iterations", "", -1,
				  graph.total.rep, err);
	if (ret == 0)
		ret = sample_emit(sink, "profile.paths", "", -1,
				  graph.path_count, err);
	if (ret == 0)
		ret = emit_events(&graph, sink, err);
	graph_release(&graph);
	return ret;
}

static int print(const struct run_evidence *evidence, FILE *out,
		 struct error *err)
{
	const struct lines none = { 0 };
	struct profiled run;
	int ret = profiled_read(&run, evidence->directory, err);

	if (ret == 0)
		table_print(&run.graph, run.title, &none, out);
	profiled_release(&run);
	return ret;
}

static void print_diff(const struct profiled *before,
		       const struct profiled *after, FILE *out)
{
	const char *const titles[] = { before->title, after->title };
	struct merged merged;

	merged_make(&merged, &before->graph, &after->graph);
	diff_print(&merged, titles, before->graph.machine, out);
	merged_release(&merged);
}

static int print_difference(const struct run_evidence *before,
			    const struct run_evidence *after, FILE *out,
			    struct error *err)
{
	struct profiled a, b = { 0 };
	int ret = profiled_read(&a, before->directory, err);

	if (ret == 0)
		ret = profiled_read(&b, after->directory, err);
	if (ret == 0)
		ret = profiled_check_machines(&a, &b, err);
	if (ret == 0)
		print_diff(&a, &b, out);
	profiled_release(&a);
	profiled_release(&b);
	return ret;
}

static const struct derived derived = {
	.folder = "profiles",
	.write = profiles_write,
};

const struct workload workload_profile = {
	.name = "profile",
	.question = "what a boot executes, function by function",
	.engines = ENGINES_EXACT,
	.plugin = PLUGIN_CALLGRAPH,
	.parameters = "quiet",
	.metrics = metrics,
	.read_samples = read_samples,
	.print = print,
	.print_difference = print_difference,
	.derived = &derived,
};
