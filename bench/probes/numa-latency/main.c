// SPDX-License-Identifier: GPL-2.0-only
/* Times of memory accesses from every node to every node. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "probes/common/buffer.h"
#include "probes/common/deadline.h"
#include "probes/common/facts.h"
#include "probes/common/limits.h"
#include "probes/common/nodes.h"
#include "probes/common/random.h"
#include "probes/numa-latency/cells.h"
#include "probes/numa-latency/options.h"
#include "probes/numa-latency/sample.h"
#include "probes/numa-latency/selfcheck.h"

#define EXIT_FAILED 1
#define EXIT_USAGE 2
#define EXIT_SKIPPED 77

/*
 * The walks of --self-check are to stay within one slice of the CPU and
 * within the second cache, whatever else the machine does.
 */
#define SELFCHECK_BYTES (2ULL << 20)
#define SELFCHECK_STRIDE 512

/* Beside the buffers: stacks, page tables. */
#define SPARE_BYTES (16ULL << 20)

static int fail(const struct error *err, int code)
{
	fprintf(stderr, "numa-latency: %s\n", err->text);
	return code;
}

static int take_block(struct latency_cells *cells, uint64_t block,
		      uint64_t *seed, const struct latency_options *options,
		      struct error *err)
{
	latency_cells_shuffle(cells, seed);
	for (size_t i = 0; i < cells->count; i++) {
		struct latency_sample sample = {
			.number = (block - 1) * cells->count + i + 1,
			.block = block,
			.cell = &cells->list[i],
		};
		int ret = deadline_check(err);

		if (ret == 0)
			ret = sample_take(&sample, options, random_next(seed),
					  err);
		if (ret)
			return ret;
		sample_print(stdout, &sample, options);
	}
	return 0;
}

static int take_samples(const struct latency_options *options,
			const struct nodes *nodes, struct error *err)
{
	uint64_t seed = options->seed;
	struct latency_cells cells;
	/* The chase and the load lie on the same node. */
	int ret = nodes_check_room(nodes, 2 * options->bytes + SPARE_BYTES,
				   err);

	latency_cells_make(&cells, options, nodes);
	if (ret == 0)
		sample_print_names(stdout);
	for (uint64_t block = 1; ret == 0 && block <= options->samples;
	     block++)
		ret = take_block(&cells, block, &seed, options, err);
	latency_cells_release(&cells);
	if (ret == 0 && ferror(stdout))
		ret = error_set(err, EIO, "the rows could not be written");
	return ret;
}

static int measure(struct latency_options *options, const struct facts *facts,
		   const struct nodes *nodes, struct error *err)
{
	struct limits limits;
	int code = 0;

	limits_find(&limits, options, facts, nodes);
	facts_print(stdout, facts, options, nodes);
	limits_print(stdout, "# ", &limits);
	limits_print(stderr, "numa-latency: ", &limits);
	if (!limits.all && take_samples(options, nodes, err))
		code = fail(err, EXIT_FAILED);
	if (code == 0 && limits.count)
		code = EXIT_SKIPPED;
	limits_release(&limits);
	return code;
}

static int self_check(struct latency_options *options,
		      const struct facts *facts, const struct nodes *nodes,
		      struct error *err)
{
	if (facts->emulated && !options->emulated) {
		error_set(err, ENOTSUP,
			  "not measurable here: times; this CPU is emulated (QEMU TCG)");
		return fail(err, EXIT_SKIPPED);
	}
	if (selfcheck_run(options, nodes, stdout, err))
		return fail(err, EXIT_FAILED);
	return 0;
}

static void set_defaults(struct latency_options *options,
			 const struct facts *facts)
{
	if (!options->bytes && options->self_check)
		options->bytes = SELFCHECK_BYTES;
	if (!options->bytes)
		options->bytes = buffer_default_bytes(facts->cache_bytes);
	if (!options->stride)
		options->stride = options->self_check ? SELFCHECK_STRIDE :
							WORDS_STRIDE;
}

static int run(struct latency_options *options, const struct nodes *nodes,
	       struct error *err)
{
	struct facts facts;
	int code;

	facts_read(&facts);
	set_defaults(options, &facts);
	code = options->self_check ? self_check(options, &facts, nodes, err) :
				     measure(options, &facts, nodes, err);
	facts_release(&facts);
	return code;
}

int main(int argc, const char **argv)
{
	struct latency_options options = { 0 };
	struct nodes nodes;
	struct error err = { 0 };
	int code, ret;

	if (options_parse(&options, argc, argv, &err))
		return fail(&err, EXIT_USAGE);
	deadline_set("numa-latency", options.seconds);
	ret = nodes_read(&nodes, NODES_SYSFS, &err);
	if (ret == -ENOENT)
		code = fail(&err, EXIT_SKIPPED);
	else if (ret || nodes_keep_allowed(&nodes, &err))
		code = fail(&err, EXIT_FAILED);
	else
		code = run(&options, &nodes, &err);
	nodes_release(&nodes);
	return code;
}
