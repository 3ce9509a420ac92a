// SPDX-License-Identifier: GPL-2.0-only
/* Times of memory accesses from every node to every node. */
#include <errno.h>

#include "probes/common/probe.h"
#include "probes/numa-latency/cells.h"
#include "probes/numa-latency/limits.h"
#include "probes/numa-latency/options.h"
#include "probes/numa-latency/sample.h"
#include "probes/numa-latency/selfcheck.h"

/*
 * The walks of --self-check are to stay within one slice of the CPU and
 * within the second cache, whatever else the machine does.
 */
#define SELFCHECK_BYTES (2ULL << 20)
#define SELFCHECK_STRIDE 512

/* Beside the buffers: stacks, page tables. */
#define SPARE_BYTES (16ULL << 20)

static struct latency_options options;

static int parse(int argc, const char **argv, struct error *err)
{
	return latency_options_parse(&options, argc, argv, err);
}

static void set_defaults(void)
{
	if (!options.common.bytes && options.self_check)
		options.common.bytes = SELFCHECK_BYTES;
	if (!options.stride)
		options.stride = options.self_check ? SELFCHECK_STRIDE
						    : WORDS_STRIDE;
}

static void print_facts(FILE *out)
{
	latency_options_print(out, &options);
}

static void find_limits(struct limits *limits, const struct nodes *nodes)
{
	latency_limits_find(limits, &options, nodes);
}

static void *make_cells(const struct nodes *nodes, size_t *count)
{
	struct latency_cells cells;

	latency_cells_make(&cells, &options, nodes);
	*count = cells.count;
	return cells.list;
}

/* The chase and the load lie on the same node. */
static int prepare(const struct nodes *nodes, size_t cell_count,
		   struct error *err)
{
	(void)cell_count;
	return nodes_check_room(nodes, 2 * options.common.bytes + SPARE_BYTES,
				err);
}

static int take(FILE *out, const struct probe_turn *turn, struct error *err)
{
	struct latency_sample sample = {
		.number = turn->number,
		.block = turn->block,
	};
	int ret = latency_sample_take(&sample, turn->cell, &options, turn->seed,
				      err);

	if (ret == 0)
		record_print(out, latency_columns, &sample);
	return ret;
}

static int run(const struct host_facts *facts, const struct nodes *nodes);

static const struct probe latency = {
	.name = "numa-latency",
	.options = &options.common,
	.parse = parse,
	.set_defaults = set_defaults,
	.print_facts = print_facts,
	.find_limits = find_limits,
	.make_cells = make_cells,
	.cell_bytes = sizeof(struct latency_cell),
	.prepare = prepare,
	.columns = latency_columns,
	.take = take,
	.run = run,
};

static int run(const struct host_facts *facts, const struct nodes *nodes)
{
	struct error err;

	if (!options.self_check)
		return probe_measure(&latency, facts, nodes);
	if (facts->emulated && !options.common.emulated) {
		error_set(
			&err, ENOTSUP,
			"not measurable here: times; this CPU is emulated (QEMU TCG)");
		return probe_fail(&latency, &err, PROBE_SKIPPED);
	}
	if (selfcheck_run(&options, nodes, stdout, &err))
		return probe_fail(&latency, &err, PROBE_FAILED);
	return 0;
}

int main(int argc, const char **argv)
{
	return probe_main(&latency, argc, argv);
}
