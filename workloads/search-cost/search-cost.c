// SPDX-License-Identifier: GPL-2.0-only
/*
 * Workload search-cost: who asks memblock for what until the struct pages are
 * written, on guests of any size; see docs/search-cost.md.
 */
#include <stdlib.h>

#include "../pagetable/snapshot.h"
#include "callers.h"
#include "evidence/files.h"
#include "lib/alloc.h"
#include "workload/output.h"

static const struct metric metrics[] = {
	{ "caller.find.calls", "calls", false, "less", 0,
	  "searches for free memory, by who asks",
	  .show = "apart", .role = "caller-find-calls" },
	{ "caller.find.insns", "instructions", false, "less", 0.005,
	  "instructions in these searches, walks apart, by who asks",
	  .show = "apart", .role = "caller-find-insns" },
	{ "caller.find.walked.insns", "instructions", false, "less", 0.005,
	  "instructions in the walks of these searches, by who asks",
	  .show = "apart", .role = "caller-find-walked" },
	{ "caller.reserve.calls", "calls", false, "less", 0,
	  "ranges reserved, by who asks",
	  .show = "apart", .role = "caller-reserve-calls" },
	{ "caller.reserve.insns", "instructions", false, "less", 0.005,
	  "instructions that maintain the arrays of regions, by who asks",
	  .show = "apart", .role = "caller-reserve-insns" },
	{ "caller.walk.calls", "calls", false, "less", 0,
	  "steps of other walks over ranges, by who walks",
	  .show = "apart", .role = "caller-walk-calls" },
	{ "caller.walk.insns", "instructions", false, "less", 0.005,
	  "instructions in these walks, by who walks",
	  .show = "apart", .role = "caller-walk-insns" },
	{ 0 },
};

/* From here on a guest's struct pages cost the host memory. */
static const struct stop_point stops[] = {
	{ BOOT_MEMMAP, "memmap_init_range", false, NULL },
	{ .function = NULL },
};

/* The counts are in the call graph; here is seen what guest they are of. */
static int visit(const struct stop_view *view, struct error *err)
{
	struct pagetable table;
	int ret = snapshot_walk(&table, view, err);

	if (ret == 0)
		ret = snapshot_check_direct_map(view, &table, err);
	pagetable_release(&table);
	return ret;
}

static void emit_caller(struct sample_output *output,
			const struct caller *caller)
{
	for (int asked = 0; asked < ASKED_COUNT; asked++) {
		const struct asked_cost *cost = &caller->costs[asked];
		char *calls = xasprintf("caller.%s.calls", asked_name(asked));
		char *insns = xasprintf("caller.%s.insns", asked_name(asked));

		sample_put_some(output, calls, caller->name, -1, cost->calls);
		sample_put_some(output, insns, caller->name, -1, cost->insns);
		free(insns);
		free(calls);
	}
	sample_put_some(output, "caller.find.walked.insns", caller->name, -1,
			caller->costs[ASKED_FIND].walked);
}

static int read_callers(const struct run_evidence *evidence,
			struct graph *graph, struct callers *callers,
			struct error *err)
{
	char *path = evidence_path(evidence->directory, EVIDENCE_CALLGRAPH);
	int ret = graph_read(graph, path, err);

	if (ret == 0)
		callers_find(callers, graph, evidence->symbols);
	free(path);
	return ret;
}

static int read_samples(const struct run_evidence *evidence,
			const struct sample_sink *sink, struct error *err)
{
	struct sample_output output = { .sink = sink, .err = err };
	struct callers callers = { 0 };
	struct graph graph = { 0 };

	output.ret = read_callers(evidence, &graph, &callers, err);
	for (size_t i = 0; i < callers.count && !output.ret; i++)
		emit_caller(&output, &callers.list[i]);
	callers_release(&callers);
	graph_release(&graph);
	return output.ret;
}

const struct workload workload_search_cost = {
	.name = "search-cost",
	.question = "who asks memblock for what, and what it executes for it",
	.engines = ENGINES_EXACT,
	.plugin = PLUGIN_CALLGRAPH,
	.parameters = "quiet",
	.stops = stops,
	.ends_at_last_stop = true,
	.visit = visit,
	.metrics = metrics,
	.read_samples = read_samples,
};
