// SPDX-License-Identifier: GPL-2.0-only
/* What the kernel does through its direct map, timed or marked by node. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <sys/prctl.h>

#include "lib/shuffle.h"
#include "probes/common/deadline.h"
#include "probes/common/facts.h"
#include "probes/common/limits.h"
#include "probes/common/nodes.h"
#include "probes/common/random.h"
#include "probes/direct-map/addresses.h"
#include "probes/direct-map/cells.h"
#include "probes/direct-map/dentry.h"
#include "probes/direct-map/header.h"
#include "probes/direct-map/mark.h"
#include "probes/direct-map/options.h"
#include "probes/direct-map/sample.h"
#include "probes/numa-latency/options.h"

#define EXIT_FAILED 1
#define EXIT_USAGE 2
#define EXIT_SKIPPED 77

#define MARKED_BYTES (64ULL << 20)

/* Beside what is read: areas of pages, page tables, children. */
#define SPARE_BYTES (16ULL << 20)

static int fail(const struct error *err, int code)
{
	fprintf(stderr, "direct-map: %s\n", err->text);
	return code;
}

static void limit_operation(struct limits *limits,
			    struct direct_options *options, size_t index,
			    const struct error *err)
{
	options->chosen[index] = false;
	limits_add(limits, "%s; %s", operations[index]->name, err->text);
}

/* Memory of one's own, as --local wants it, is not everywhere. */
static void limit_cells(struct limits *limits,
			const struct direct_options *options,
			const struct nodes *nodes)
{
	struct direct_cells cells;

	direct_cells_make(&cells, options, nodes);
	if (!cells.count && !limits->count)
		limits_add(
			limits,
			"these operations; found no CPU with memory for them");
	direct_cells_release(&cells);
}

/* Counts have no limits that are about times. */
static void find_limits(struct limits *limits, struct direct_options *options,
			const struct facts *facts, const struct nodes *nodes)
{
	struct error err;

	*limits = (struct limits){ 0 };
	if (!options->mark && !options->emulated)
		limits_add_host(limits, facts);
	limits->all = limits->count;
	if (limits->all)
		return;
	if (!options->mark && !options->local)
		limits_add_nodes(limits, nodes);
	if (options->chosen[OPERATION_READ] &&
	    backing_find(&options->backing, &err))
		limit_operation(limits, options, OPERATION_READ, &err);
	if (options->chosen[OPERATION_DENTRY] && !dentry_find_folder(&err))
		limit_operation(limits, options, OPERATION_DENTRY, &err);
	limit_cells(limits, options, nodes);
}

static int take_block(struct direct_cells *cells, uint64_t block,
		      uint64_t *seed, const struct direct_options *options,
		      struct error *err)
{
	shuffle(cells->list, cells->count, sizeof(*cells->list),
		random_below, seed);
	for (size_t i = 0; i < cells->count; i++) {
		struct direct_sample sample = {
			.number = (block - 1) * cells->count + i + 1,
			.block = block,
			.cell = &cells->list[i],
		};
		int ret = deadline_check(err);

		if (ret == 0)
			ret = direct_sample_take(&sample, options,
						 random_next(seed), err);
		if (ret)
			return ret;
		direct_sample_print(stdout, &sample, options);
	}
	return 0;
}

static int check_marks(const struct direct_cells *cells,
		       const struct direct_options *options, struct error *err)
{
	uint64_t rows = cells->count * options->samples;

	if (!options->mark || rows <= MARK_MOST)
		return 0;
	return error_set(
		err, EINVAL,
		"--mark: found %" PRIu64
		" rows, expected %d at most (see --samples, --operations, --local)",
		rows, MARK_MOST);
}

/* Small pages only, also where huge ones are the rule. */
static int prepare(const struct direct_options *options,
		   const struct nodes *nodes, struct error *err)
{
	uint64_t read = options->chosen[OPERATION_READ] ? options->bytes : 0;
	int ret = nodes_check_room(nodes, read + SPARE_BYTES, err);

	if (ret == 0 && prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0))
		ret = error_set(err, errno, "prctl: %m");
	if (ret == 0 && options->mark)
		ret = mark_map(err);
	return ret;
}

static int take_samples(const struct direct_options *options,
			const struct nodes *nodes, struct error *err)
{
	uint64_t seed = options->seed;
	struct direct_cells cells;
	int ret;

	direct_cells_make(&cells, options, nodes);
	ret = check_marks(&cells, options, err);
	if (ret == 0)
		ret = prepare(options, nodes, err);
	if (ret == 0)
		direct_sample_print_names(stdout);
	for (uint64_t block = 1; ret == 0 && block <= options->samples; block++)
		ret = take_block(&cells, block, &seed, options, err);
	direct_cells_release(&cells);
	if (ret == 0 && ferror(stdout))
		ret = error_set(err, EIO, "the rows could not be written");
	return ret;
}

static int measure(struct direct_options *options, const struct facts *facts,
		   const struct nodes *nodes, struct error *err)
{
	struct limits limits;
	int code = 0;

	find_limits(&limits, options, facts, nodes);
	header_print(stdout, options, facts, nodes);
	limits_print(stdout, "# ", &limits);
	limits_print(stderr, "direct-map: ", &limits);
	if (!limits.all && take_samples(options, nodes, err))
		code = fail(err, EXIT_FAILED);
	if (code == 0 && limits.count)
		code = EXIT_SKIPPED;
	limits_release(&limits);
	return code;
}

static int run(struct direct_options *options, const struct nodes *nodes,
	       struct error *err)
{
	struct facts facts;
	int code;

	facts_read(&facts);
	if (!options->bytes)
		options->bytes =
			options->mark
				? MARKED_BYTES
				: buffer_default_bytes(facts.cache_bytes);
	code = measure(options, &facts, nodes, err);
	facts_release(&facts);
	return code;
}

int main(int argc, const char **argv)
{
	struct direct_options options;
	struct nodes nodes;
	struct error err = { 0 };
	int code, ret;

	if (direct_options_parse(&options, argc, argv, &err))
		return fail(&err, EXIT_USAGE);
	if (options.mark)
		addresses_fix(argv);
	deadline_set("direct-map", options.seconds);
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
