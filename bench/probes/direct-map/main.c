// SPDX-License-Identifier: GPL-2.0-only
/* What the kernel does through its direct map, timed or marked by node. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <sys/prctl.h>

#include "probes/common/probe.h"
#include "probes/direct-map/addresses.h"
#include "probes/direct-map/cells.h"
#include "probes/direct-map/dentry.h"
#include "probes/direct-map/header.h"
#include "probes/direct-map/mark.h"
#include "probes/direct-map/options.h"
#include "probes/direct-map/sample.h"

#define MARKED_BYTES (64ULL << 20)

/* Beside what is read: areas of pages, page tables, children. */
#define SPARE_BYTES (16ULL << 20)

static struct direct_options options;

static int parse(int argc, const char **argv, struct error *err)
{
	int ret = direct_options_parse(&options, argc, argv, err);

	if (ret == 0 && options.mark)
		addresses_fix(argv);
	return ret;
}

static void set_defaults(void)
{
	if (!options.common.bytes && options.mark)
		options.common.bytes = MARKED_BYTES;
}

static void print_facts(FILE *out)
{
	header_print(out, &options);
}

static void limit_operation(struct limits *limits, size_t index,
			    const struct error *err)
{
	options.chosen[index] = false;
	limits_add(limits, "%s; %s", operations[index]->name, err->text);
}

static void *make_cells(const struct nodes *nodes, size_t *count)
{
	struct direct_cells cells;

	direct_cells_make(&cells, &options, nodes);
	*count = cells.count;
	return cells.list;
}

/* Memory of one's own, as --local wants it, is not everywhere. */
static void limit_cells(struct limits *limits, const struct nodes *nodes)
{
	size_t count;

	free(make_cells(nodes, &count));
	if (!count && !limits->count)
		limits_add(
			limits,
			"these operations; found no CPU with memory for them");
}

static void find_limits(struct limits *limits, const struct nodes *nodes)
{
	struct error err;

	if (options.chosen[OPERATION_READ] &&
	    backing_find(&options.backing, &err))
		limit_operation(limits, OPERATION_READ, &err);
	if (options.chosen[OPERATION_DENTRY] && !dentry_find_folder(&err))
		limit_operation(limits, OPERATION_DENTRY, &err);
	limit_cells(limits, nodes);
}

static int check_marks(size_t cell_count, struct error *err)
{
	uint64_t rows = cell_count * options.common.samples;

	if (!options.mark || rows <= MARK_MOST)
		return 0;
	return error_set(
		err, EINVAL,
		"--mark: found %" PRIu64
		" rows, expected %d at most (see --samples, --operations, --local)",
		rows, MARK_MOST);
}

/* Small pages only, also where huge ones are the rule. */
static int prepare(const struct nodes *nodes, size_t cell_count,
		   struct error *err)
{
	uint64_t read = options.chosen[OPERATION_READ] ? options.common.bytes
						       : 0;
	int ret = check_marks(cell_count, err);

	if (ret == 0)
		ret = nodes_check_room(nodes, read + SPARE_BYTES, err);
	if (ret == 0 && prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0))
		ret = error_set(err, errno, "prctl: %m");
	if (ret == 0 && options.mark)
		ret = mark_map(err);
	return ret;
}

static int take(FILE *out, const struct probe_turn *turn, struct error *err)
{
	struct direct_sample sample = {
		.number = turn->number,
		.block = turn->block,
	};
	int ret = direct_sample_take(&sample, turn->cell, &options, turn->seed,
				     err);

	if (ret == 0)
		record_print(out, direct_columns, &sample);
	return ret;
}

static const struct probe direct_map = {
	.name = "direct-map",
	.options = &options.common,
	.parse = parse,
	.set_defaults = set_defaults,
	.print_facts = print_facts,
	.find_limits = find_limits,
	.make_cells = make_cells,
	.cell_bytes = sizeof(struct direct_cell),
	.prepare = prepare,
	.columns = direct_columns,
	.take = take,
};

int main(int argc, const char **argv)
{
	return probe_main(&direct_map, argc, argv);
}
