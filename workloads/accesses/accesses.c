// SPDX-License-Identifier: GPL-2.0-only
/*
 * Workload accesses: how often a boot reads and writes what, and on which
 * node it lies; see docs/accesses.md.
 */
#include <stdio.h>
#include <stdlib.h>

#include "../placement/trace.h"
#include "joined.h"
#include "lib/alloc.h"
#include "print.h"
#include "workload/output.h"
#include "translation.h"

static const struct metric metrics[] = {
	{ "access.reads", "count", false, "none", 0.001,
	  "loads, by stage of the boot and what they went to, and the node "
	  "that it lies on",
	  .show = "apart", .role = "loads" },
	{ "access.writes", "count", false, "none", 0.001, "stores, likewise",
	  .show = "apart", .role = "stores" },
	{ "access.read.bytes", "bytes", false, "none", 0.001,
	  "bytes that loads took, likewise",
	  .show = "apart" },
	{ "access.written.bytes", "bytes", false, "none", 0.001,
	  "bytes that stores changed, likewise",
	  .show = "apart" },
	{ "access.cpu.count", "count", false, "none", 0.001,
	  "loads and stores of a CPU in a stage of the boot, by the node of "
	  "what they went to",
	  .show = "apart", .role = "cpu-accesses" },
	{ "access.remote.count", "count", false, "less", 0.001,
	  "loads and stores of a stage that went to another node than the "
	  "CPU's own",
	  .role = "remote-accesses" },
	{ "access.total.count", "count", false, "none", 0.001,
	  "loads and stores of the whole boot" },
	{ "access.unproven.count", "count", false, "less", 0,
	  "accesses to pages of the direct map and the image that the page "
	  "tables no longer had when init was about to run" },
	{ 0 },
};

static int nid_of(int node)
{
	return node == JOIN_NO_NODE ? -1 : node;
}

static void emit_class(struct sample_output *output, const struct joined *joined,
		       int stage, int class_index)
{
	char *item = xasprintf("%s.%s", touched_stage_names[stage],
			       join_class_name(class_index));

	for (int node = 0; node < JOIN_NODES; node++) {
		const struct access_counts *sum =
			&joined->sums[stage][class_index][node];

		sample_put_some(output, "access.reads", item, nid_of(node),
				sum->reads);
		sample_put_some(output, "access.writes", item, nid_of(node),
				sum->writes);
		sample_put_some(output, "access.read.bytes", item,
				nid_of(node), sum->read_bytes);
		sample_put_some(output, "access.written.bytes", item,
				nid_of(node), sum->written_bytes);
	}
	free(item);
}

static void emit_cpu(struct sample_output *output, const struct joined *joined,
		     int cpu, int stage)
{
	char *item = xasprintf("%s.cpu%d", touched_stage_names[stage], cpu);

	for (int node = 0; node < JOIN_NODES; node++)
		sample_put_some(output, "access.cpu.count", item, nid_of(node),
				joined->cpus[cpu][stage][node]);
	free(item);
}

static void emit_stage(struct sample_output *output, const struct joined *joined,
		       const struct topology *topology, int stage)
{
	uint64_t remote = join_remote(joined, topology, stage);

	for (int i = 0; join_class_name(i); i++)
		emit_class(output, joined, stage, i);
	for (int cpu = 0; cpu < TOPOLOGY_MAX_CPUS; cpu++)
		emit_cpu(output, joined, cpu, stage);
	sample_put_some(output, "access.remote.count",
			touched_stage_names[stage], -1, remote);
}

static int read_samples(const struct run_evidence *evidence,
			const struct sample_sink *sink, struct error *err)
{
	struct sample_output output = { .sink = sink, .err = err };
	struct joined *joined = xcalloc(1, sizeof(*joined));

	output.ret = joined_read(joined, evidence, err);
	for (int stage = 0; stage < STAGE_COUNT && !output.ret; stage++)
		emit_stage(&output, joined, evidence->topology, stage);
	sample_put(&output, "access.total.count", "", -1,
		   joined->total.reads + joined->total.writes);
	sample_put(&output, "access.unproven.count", "", -1,
		   joined->unproven);
	free(joined);
	return output.ret;
}

const struct workload workload_accesses = {
	.name = "accesses",
	.question = "what a boot reads and writes, and on which node",
	.engines = ENGINES_EXACT,
	.plugin = PLUGIN_ACCESSES,
	.parameters = TRACE_PARAMETERS,
	.stops = translation_stops,
	.visit = translation_write,
	.metrics = metrics,
	.read_samples = read_samples,
	.print = accesses_report,
	.print_difference = accesses_report_difference,
};
