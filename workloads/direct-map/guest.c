// SPDX-License-Identifier: GPL-2.0-only
/*
 * direct-map inside guests, on the clock: what the kernel's own work takes a
 * CPU of each node, by the node of the memory that it works on.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "evidence/rows.h"
#include "evidence/times.h"
#include "workload/sample.h"

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

/* The columns that samples are made of. */
struct operation_row {
	const char *operation;
	const char *memory_node; /* "" for none */
	uint64_t block;
	uint64_t cpu_node;
	uint64_t operations;
	uint64_t ns;
};

static int parse_row(const struct row *row, struct operation_row *parsed,
		     struct error *err)
{
	const struct row_column columns[] = {
		{ "block", &parsed->block },
		{ "cpu_node", &parsed->cpu_node },
		{ "operations", &parsed->operations },
		{ "ns", &parsed->ns },
	};

	parsed->operation = row_text(row, "operation", err);
	parsed->memory_node = row_text(row, "memory_node", err);
	if (!parsed->operation || !parsed->memory_node ||
	    row_numbers(row, columns, 4, err))
		return -EINVAL;
	if (!parsed->block || !parsed->operations || !parsed->ns)
		return error_set(
			err, EINVAL,
			"%s: found a row without block, operations or time, expected all",
			PROGRAM);
	return 0;
}

static int take_row(void *context, const struct row *row, struct error *err)
{
	const struct output *output = context;
	struct operation_row parsed;
	char item[64];

	if (parse_row(row, &parsed, err))
		return -EINVAL;
	snprintf(item, sizeof(item), "node%" PRIu64 ".%s", parsed.cpu_node,
		 parsed.operation);
	return sample_emit_part(
		output->sink, output->metric, item,
		*parsed.memory_node ? atoi(parsed.memory_node) : -1,
		parsed.block - 1, (double)parsed.ns / parsed.operations, err);
}

static int check_row(void *context, const struct row *row, struct error *err)
{
	struct operation_row ignored;

	(void)context;
	return parse_row(row, &ignored, err);
}

static int check(const struct run_evidence *evidence, struct error *err)
{
	return rows_each(evidence, PROGRAM, check_row, NULL, err);
}

static int read_samples(const struct run_evidence *evidence,
			const struct sample_sink *sink, struct error *err)
{
	struct output output = { .sink = sink };
	bool real;
	int ret = times_are_real(evidence, &real, err);

	output.metric = metrics[!real].name;
	return ret ? ret : rows_each(evidence, PROGRAM, take_row,
				     &output, err);
}

/* As many bytes as in workload numa-latency, for the same reason. */
const struct workload workload_direct_map = {
	.name = "direct-map",
	.question = "what the kernel's own work on memory of each node takes",
	.engines = ENGINES_TIMED,
	.parameters = "quiet",
	.program = PROGRAM,
	.arguments = "--bytes 256M --samples 3",
	.check = check,
	.metrics = metrics,
	.read_samples = read_samples,
};
