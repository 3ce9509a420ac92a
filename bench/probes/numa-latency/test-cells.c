// SPDX-License-Identifier: GPL-2.0-only
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "lib/shuffle.h"
#include "probes/common/random.h"
#include "probes/numa-latency/cells.h"
#include "probes/numa-latency/limits.h"

/* Three CPUs, one, two, none; the last but one node has no memory. */
static int cpus[] = { 0, 1, 8, 2, 4, 5 };
static struct node list[] = {
	{ .nid = 0, .cpus = cpus, .cpu_count = 3, .bytes = 100 << 20 },
	{ .nid = 1, .cpus = cpus + 3, .cpu_count = 1, .bytes = 200 << 20 },
	{ .nid = 3, .cpus = cpus + 4, .cpu_count = 2 },
	{ .nid = 5, .bytes = 300 << 20 },
};
static struct nodes nodes = { list, 4 };

/* How many cells read @memory_nid from @cpu_nid. */
static size_t cells_of(const struct latency_options *options, int cpu_nid,
		       int memory_nid)
{
	struct latency_cells cells;
	size_t count = 0;

	latency_cells_make(&cells, options, &nodes);
	for (size_t i = 0; i < cells.count; i++)
		count += cells.list[i].cpu_node->nid == cpu_nid &&
			 cells.list[i].memory_node->nid == memory_nid;
	latency_cells_release(&cells);
	return count;
}

static const struct latency_options both_sizes = {
	.pages = { { 4096, 2 << 20 }, 2 },
	.levels = { 0, 50, 100 },
	.level_count = 3,
};

static void cells_are_all_that_the_nodes_have(void **state)
{
	struct latency_options local = both_sizes;

	(void)state;
	/* Three levels of latency and two of bandwidth, both page sizes. */
	assert_int_equal(cells_of(&both_sizes, 0, 1), 10);
	assert_int_equal(cells_of(&both_sizes, 3, 5), 10);
	/* One CPU: no load; no memory: nothing; no CPUs: nothing. */
	assert_int_equal(cells_of(&both_sizes, 1, 0), 4);
	assert_int_equal(cells_of(&both_sizes, 0, 3), 0);
	assert_int_equal(cells_of(&both_sizes, 5, 0), 0);
	local.common.local = true;
	assert_int_equal(cells_of(&local, 0, 1), 0);
	assert_int_equal(cells_of(&local, 1, 1), 4);
}

static void a_shuffle_keeps_every_cell(void **state)
{
	struct latency_cells cells;
	unsigned int moved = 0, seen = 0;
	uint64_t seed = 1;

	(void)state;
	latency_cells_make(&cells, &both_sizes, &nodes);
	for (size_t i = 0; i < cells.count; i++)
		cells.list[i].level = i;
	shuffle(cells.list, cells.count, sizeof(*cells.list), random_below,
		&seed);
	for (size_t i = 0; i < cells.count; i++) {
		moved += cells.list[i].level != i;
		seen += cells.list[i].level;
	}
	assert_true(moved > cells.count / 2);
	assert_int_equal(seen, cells.count * (cells.count - 1) / 2);
	latency_cells_release(&cells);
}

/* The first sentence, "" when all can be measured. */
static const char *first_limit(const struct host_facts *facts,
			       struct latency_options *options)
{
	static char text[200];
	struct limits limits;

	limits_find(&limits, &options->common, facts, &nodes);
	if (!limits.all)
		latency_limits_find(&limits, options, &nodes);
	snprintf(text, sizeof(text), "%s", limits.count ? limits.list[0] : "");
	limits_release(&limits);
	return text;
}

static void what_cannot_be_measured_is_said(void **state)
{
	struct latency_options options = { .levels = { 0, 50 },
					   .level_count = 2 };
	struct host_facts facts = { 0 };

	(void)state;
	assert_string_equal(
		first_limit(&facts, &options),
		"latency under load on node 1; found one CPU, expected two or more");
	nodes.count = 1;
	assert_string_equal(
		first_limit(&facts, &options),
		"cross-node access; found one node, expected two or more");
	options.common.local = true;
	assert_string_equal(first_limit(&facts, &options), "");
	facts.fake_nodes = true;
	assert_non_null(strstr(first_limit(&facts, &options), "numa=fake"));
	facts.emulated = true;
	assert_string_equal(first_limit(&facts, &options),
			    "times; this CPU is emulated (QEMU TCG)");
	nodes.count = 4;
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(cells_are_all_that_the_nodes_have),
		cmocka_unit_test(a_shuffle_keeps_every_cell),
		cmocka_unit_test(what_cannot_be_measured_is_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
