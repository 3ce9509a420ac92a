// SPDX-License-Identifier: GPL-2.0-only
/*
 * numa-latency inside guests: what a load from each node's memory takes a CPU
 * of each node.  A guest whose CPUs or nodes are emulated is skipped; with
 * --emulated its numbers have names of their own.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "evidence/rows.h"
#include "evidence/times.h"
#include "workload/sample.h"

#define PROGRAM "numa-latency"

static const struct metric metrics[] = {
	{ "latency.ns", "ns", true, "less", 0.03,
	  "time of a load that waits for the one before, by node of the CPU, page size and load; node is that of the memory" },
	{ "bandwidth.bytes_per_s", "bytes/s", true, "more", 0.03,
	  "what one CPU reads in order, alike" },
	{ "latency.emulated.ns", "ns", true, "none", 0.03,
	  "the same where CPU or nodes are emulated: not a time of memory" },
	{ "bandwidth.emulated.bytes_per_s", "bytes/s", true, "none", 0.03,
	  "the same where CPU or nodes are emulated: not a speed of memory" },
	{ 0 },
};

/* The columns that samples are made of. */
struct latency_row {
	bool latency; /* else bandwidth */
	uint64_t block;
	uint64_t cpu_node;
	uint64_t memory_node;
	uint64_t page_bytes;
	uint64_t load;
	uint64_t bytes;
	uint64_t steps;
	uint64_t ns;
};

static int parse_row(const struct row *row, struct latency_row *numbers,
		     struct error *err)
{
	const struct row_column columns[] = {
		{ "block", &numbers->block },
		{ "cpu_node", &numbers->cpu_node },
		{ "memory_node", &numbers->memory_node },
		{ "page_bytes", &numbers->page_bytes },
		{ "load", &numbers->load },
		{ "bytes", &numbers->bytes },
		{ "steps", &numbers->steps },
		{ "ns", &numbers->ns },
	};
	const char *kind = row_text(row, "kind", err);

	if (!kind || row_numbers(row, columns,
				 sizeof(columns) / sizeof(columns[0]), err))
		return -EINVAL;
	numbers->latency = strcmp(kind, "latency") == 0;
	if (!numbers->latency && strcmp(kind, "bandwidth"))
		return error_set(
			err, EINVAL,
			"%s: found a row of kind `%s`, expected latency or bandwidth",
			PROGRAM, kind);
	if (!numbers->block || !numbers->steps || !numbers->ns)
		return error_set(
			err, EINVAL,
			"%s: found a row without block, steps or time, expected all",
			PROGRAM);
	return 0;
}

/* Where the numbers go, and whether they are times of memory. */
struct output {
	const struct sample_sink *sink;
	bool real;
};

static int emit(const struct output *output, const char *metric,
		const struct latency_row *row, double value, struct error *err)
{
	char item[64];

	snprintf(item, sizeof(item), "node%" PRIu64 ".%s.load%" PRIu64,
		 row->cpu_node, row->page_bytes == 4096 ? "4K" : "2M",
		 row->load);
	return sample_emit_part(output->sink, metric, item,
				(int)row->memory_node, row->block - 1, value,
				err);
}

static int take_row(void *context, const struct row *row, struct error *err)
{
	const struct output *output = context;
	struct latency_row numbers;
	int ret = parse_row(row, &numbers, err);

	if (ret)
		return ret;
	if (numbers.latency)
		return emit(output,
			    output->real ? "latency.ns" : "latency.emulated.ns",
			    &numbers, (double)numbers.ns / numbers.steps, err);
	return emit(output,
		    output->real ? "bandwidth.bytes_per_s"
				 : "bandwidth.emulated.bytes_per_s",
		    &numbers, numbers.bytes * 1e9 / numbers.ns, err);
}

static int read_samples(const struct run_evidence *evidence,
			const struct sample_sink *sink, struct error *err)
{
	struct output output = { .sink = sink };
	int ret = times_are_real(evidence, &output.real, err);

	return ret ? ret
		   : rows_each(evidence, PROGRAM, take_row, &output,
			       err);
}

static int check_row(void *context, const struct row *row, struct error *err)
{
	struct latency_row ignored;

	(void)context;
	return parse_row(row, &ignored, err);
}

static int check(const struct run_evidence *evidence, struct error *err)
{
	return rows_each(evidence, PROGRAM, check_row, NULL, err);
}

/*
 * 256 MiB are more than four times the cache of most CPUs; QEMU does not tell
 * the guest how large that of the host's is.
 */
const struct workload workload_numa_latency = {
	.name = "numa-latency",
	.question = "what a load from memory of each node takes",
	.engines = ENGINES_TIMED,
	.parameters = "quiet",
	.program = PROGRAM,
	.arguments = "--pages 4K --load 0 --bytes 256M --samples 3",
	.check = check,
	.metrics = metrics,
	.read_samples = read_samples,
};
