// SPDX-License-Identifier: GPL-2.0-only
/*
 * direct-map inside guests, on the clock: what the kernel's own work takes a
 * CPU of each node, by the node of the memory that it works on.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "run/rows.h"
#include "run/times.h"
#include "samples/sample.h"

#define PROGRAM "direct-map"

static const struct metric metrics[] = {
	{ "operation.ns", "ns", true, "less", 0.03,
	  "time of one operation of direct-map, by node of the CPU and operation; node is that of the memory" },
	{ "operation.emulated.ns", "ns", true, "none", 0.03,
	  "the same where CPU or nodes are emulated: not a time" },
	{ 0 },
};

/* Where the numbers go, and as what. */
struct output {
	const struct sample_sink *sink;
	const char *metric;
};

static int take_row(void *context, const struct row *row, struct error *err)
{
	const struct output *output = context;
	const char *operation = row_text(row, "operation", err);
	const char *memory_node = row_text(row, "memory_node", err);
	uint64_t block, cpu_node, operations, ns;
	const struct row_column columns[] = {
		{ "block", &block },
		{ "cpu_node", &cpu_node },
		{ "operations", &operations },
		{ "ns", &ns },
	};
	char item[64];

	if (!operation || !memory_node || row_numbers(row, columns, 4, err))
		return -EINVAL;
	if (!operations || !ns)
		return error_set(err, EINVAL,
				 "%s: found a row without operations or time, expected both",
				 PROGRAM);
	snprintf(item, sizeof(item), "node%" PRIu64 ".%s", cpu_node,
		 operation);
	return sample_emit_part(output->sink, output->metric, item,
				*memory_node ? atoi(memory_node) : -1,
				block - 1, (double)ns / operations, err);
}

static int read_samples(const struct run_evidence *evidence,
			const struct sample_sink *sink, struct error *err)
{
	struct output output = { .sink = sink };
	bool real;
	int ret = times_are_real(evidence, &real, err);

	output.metric = metrics[!real].name;
	return ret ? ret : rows_each(evidence->directory, PROGRAM, take_row,
				     &output, err);
}

/* As many bytes as in workload numa-latency, for the same reason. */
const struct workload workload_direct_map = {
	.name = "direct-map",
	.parameters = "quiet",
	.program = PROGRAM,
	.arguments = "--bytes 256M --samples 3",
	.timed = true,
	.metrics = metrics,
	.read_samples = read_samples,
};
