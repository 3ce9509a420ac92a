// SPDX-License-Identifier: GPL-2.0-only
#include "probes/common/probe.h"

#include <errno.h>
#include <stdlib.h>

#include "lib/shuffle.h"
#include "lib/standard.h"
#include "probes/common/buffer.h"
#include "probes/common/deadline.h"
#include "probes/common/random.h"

#define UNMEASURABLE "not measurable here"

struct cells {
	char *list;
	size_t count;
};

int probe_fail(const struct probe *probe, const struct error *err, int code)
{
	fprintf(stderr, "%s: %s\n", probe->name, err->text);
	return code;
}

static int take_block(const struct probe *probe, const struct cells *cells,
		      uint64_t block, uint64_t *seed, struct error *err)
{
	shuffle(cells->list, cells->count, probe->cell_bytes, random_below,
		seed);
	for (size_t i = 0; i < cells->count; i++) {
		struct probe_turn turn = {
			.number = (block - 1) * cells->count + i + 1,
			.block = block,
			.cell = cells->list + i * probe->cell_bytes,
			.seed = random_next(seed),
		};
		int ret = deadline_check(err);

		if (ret == 0)
			ret = probe->take(stdout, &turn, err);
		if (ret)
			return ret;
	}
	return 0;
}

static int take_samples(const struct probe *probe, const struct nodes *nodes,
			struct error *err)
{
	uint64_t seed = probe->options->seed;
	struct cells cells = { 0 };
	int ret;

	cells.list = probe->make_cells(nodes, &cells.count);
	ret = probe->prepare(nodes, cells.count, err);
	if (ret == 0)
		record_print_names(stdout, probe->columns);
	for (uint64_t block = 1; ret == 0 && block <= probe->options->samples;
	     block++)
		ret = take_block(probe, &cells, block, &seed, err);
	free(cells.list);
	if (ret == 0 && ferror(stdout))
		ret = error_set(err, EIO, "the rows could not be written");
	return ret;
}

static void print_header(FILE *out, const struct probe *probe,
			 const struct host_facts *facts, const struct nodes *nodes)
{
	record_fact(out, probe->name, "%s", NUMABOOT_VERSION);
	if (!probe->options->untimed)
		host_facts_print_time(out);
	host_facts_print_host(out, facts);
	probe->print_facts(out);
	nodes_print(out, nodes);
}

static void print_limits(const struct probe *probe, const struct limits *limits)
{
	for (size_t i = 0; i < limits->count; i++) {
		record_fact(stdout, UNMEASURABLE, "%s", limits->list[i]);
		fprintf(stderr, "%s: " UNMEASURABLE ": %s\n", probe->name,
			limits->list[i]);
	}
}

int probe_measure(const struct probe *probe, const struct host_facts *facts,
		  const struct nodes *nodes)
{
	struct limits limits;
	struct error err;
	int code = 0;

	limits_find(&limits, probe->options, facts, nodes);
	if (!limits.all)
		probe->find_limits(&limits, nodes);
	print_header(stdout, probe, facts, nodes);
	print_limits(probe, &limits);
	if (!limits.all && take_samples(probe, nodes, &err))
		code = probe_fail(probe, &err, PROBE_FAILED);
	if (code == 0 && limits.count)
		code = PROBE_SKIPPED;
	limits_release(&limits);
	return code;
}

static int run(const struct probe *probe, const struct nodes *nodes)
{
	struct host_facts facts;
	int code;

	host_facts_read(&facts);
	probe->set_defaults();
	if (!probe->options->bytes)
		probe->options->bytes = buffer_default_bytes(facts.cache_bytes);
	code = probe->run ? probe->run(&facts, nodes)
			  : probe_measure(probe, &facts, nodes);
	host_facts_release(&facts);
	return code;
}

int probe_main(const struct probe *probe, int argc, const char **argv)
{
	struct nodes nodes;
	struct error err;
	int code, ret;

	standard_open(probe->name);
	if (probe->parse(argc, argv, &err))
		return probe_fail(probe, &err, PROBE_USAGE);
	deadline_set(probe->name, probe->options->seconds);
	ret = nodes_read(&nodes, NODES_SYSFS, &err);
	if (ret == -ENOENT)
		code = probe_fail(probe, &err, PROBE_SKIPPED);
	else if (ret || nodes_keep_allowed(&nodes, &err))
		code = probe_fail(probe, &err, PROBE_FAILED);
	else
		code = run(probe, &nodes);
	nodes_release(&nodes);
	return code;
}
