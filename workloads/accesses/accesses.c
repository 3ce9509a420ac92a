// SPDX-License-Identifier: GPL-2.0-only
/*
 * Workload accesses: how often a boot reads and writes what, and on which
 * node it lies; see docs/accesses.md.
 */
#include <stdio.h>
#include <stdlib.h>

#include "../placement/trace.h"
#include "evidence.h"
#include "lib/alloc.h"
#include "print.h"
#include "samples/sample.h"
#include "translation.h"

static const struct metric metrics[] = {
	{ "access.reads", "count", false, "none", 0.001,
	  "loads, by stage of the boot and what they went to, and the node "
	  "that it lies on" },
	{ "access.writes", "count", false, "none", 0.001, "stores, likewise" },
	{ "access.read.bytes", "bytes", false, "none", 0.001,
	  "bytes that loads took, likewise" },
	{ "access.written.bytes", "bytes", false, "none", 0.001,
	  "bytes that stores changed, likewise" },
	{ "access.cpu.count", "count", false, "none", 0.001,
	  "loads and stores of a CPU in a stage of the boot, by the node of "
	  "what they went to" },
	{ "access.remote.count", "count", false, "less", 0.001,
	  "loads and stores of a stage that went to another node than the "
	  "CPU's own" },
	{ "access.total.count", "count", false, "none", 0.001,
	  "loads and stores of the whole boot" },
	{ "access.unproven.count", "count", false, "less", 0,
	  "accesses to pages of the direct map and the image that the page "
	  "tables no longer had when init was about to run" },
	{ 0 },
};

static const struct stop_point stops[] = {
	{ "run_init_process", "run_init_process", false, NULL },
	{ .name = NULL },
};

/* A sink that remembers its first failure; nothing is said of nothing. */
struct output {
	const struct sample_sink *sink;
	struct error *err;
	int ret;
};

static void emit(struct output *output, const char *metric, const char *item,
		 int node, uint64_t value)
{
	if (!output->ret && value)
		output->ret = sample_emit(output->sink, metric, item,
					  node == JOIN_NO_NODE ? -1 : node,
					  value, output->err);
}

static void emit_class(struct output *output, const struct joined *joined,
		       int stage, int class_index)
{
	char *item = xasprintf("%s.%s", touched_stage_names[stage],
			       join_class_name(class_index));

	for (int node = 0; node < JOIN_NODES; node++) {
		const struct access_counts *sum =
			&joined->sums[stage][class_index][node];

		emit(output, "access.reads", item, node, sum->reads);
		emit(output, "access.writes", item, node, sum->writes);
		emit(output, "access.read.bytes", item, node,
		     sum->read_bytes);
		emit(output, "access.written.bytes", item, node,
		     sum->written_bytes);
	}
	free(item);
}

static void emit_cpu(struct output *output, const struct joined *joined,
		     int cpu, int stage)
{
	char *item = xasprintf("%s.cpu%d", touched_stage_names[stage], cpu);

	for (int node = 0; node < JOIN_NODES; node++)
		emit(output, "access.cpu.count", item, node,
		     joined->cpus[cpu][stage][node]);
	free(item);
}

static void emit_stage(struct output *output, const struct joined *joined,
		       const struct topology *topology, int stage)
{
	uint64_t remote = join_remote(joined, topology, stage);

	for (int i = 0; join_class_name(i); i++)
		emit_class(output, joined, stage, i);
	for (int cpu = 0; cpu < TOPOLOGY_MAX_CPUS; cpu++)
		emit_cpu(output, joined, cpu, stage);
	emit(output, "access.remote.count", touched_stage_names[stage],
	     JOIN_NO_NODE, remote);
}

static int read_samples(const struct run_evidence *evidence,
			const struct sample_sink *sink, struct error *err)
{
	struct output output = { .sink = sink, .err = err };
	struct joined *joined = xcalloc(1, sizeof(*joined));

	output.ret = evidence_join(joined, evidence, err);
	for (int stage = 0; stage < STAGE_COUNT && !output.ret; stage++)
		emit_stage(&output, joined, evidence->topology, stage);
	emit(&output, "access.total.count", "", JOIN_NO_NODE,
	     joined->total.reads + joined->total.writes);
	if (!output.ret)
		output.ret = sample_emit(sink, "access.unproven.count", "", -1,
					 joined->unproven, err);
	free(joined);
	return output.ret;
}

const struct workload workload_accesses = {
	.name = "accesses",
	.parameters = TRACE_PARAMETERS,
	.profiled = true,
	.accesses = true,
	.stops = stops,
	.visit = translation_write,
	.metrics = metrics,
	.read_samples = read_samples,
	.print = accesses_report,
	.print_difference = accesses_report_difference,
};
