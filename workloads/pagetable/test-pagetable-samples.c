// SPDX-License-Identifier: GPL-2.0-only
/*
 * Recorded snapshots of numa4 at 1 GiB pages, 6.1 under QEMU 7.2: unpatched,
 * and patched with movable_node.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "machine/topology.h"
#include "reconcile.h"
#include "samples.h"
#include "../../tests/kept-samples.h"

#define FIXTURES "workloads/pagetable/fixtures/"
#define FINISHED "init_mem_mapping.return"
#define LAST "run_init_process"

static struct topology topology;

static int read_fixture(const char *directory, struct error *err)
{
	struct run_evidence evidence =
		run_evidence_open(directory, &topology, NULL);
	const struct sample_sink sink = { .metrics = pagetable_metrics };
	int ret;

	sample_count = 0;
	ret = workload_pagetable.read_samples(&evidence, &sink, err);
	run_evidence_close(&evidence);
	return ret;
}

static int load_topology(void **state)
{
	struct error err;

	(void)state;
	return topology_load(&topology, "bench/topologies/numa4.topo", &err);
}

static int read_unpatched(void **state)
{
	struct error err;

	(void)state;
	return read_fixture(FIXTURES "numa4-1G-unpatched", &err);
}

static int read_movable(void **state)
{
	struct error err;

	(void)state;
	return read_fixture(FIXTURES "numa4-1G-movable", &err);
}

static void tables_are_counted_on_their_nodes(void **state)
{
	(void)state;
	assert_int_equal(value_of("pagetable.pages",
				  FINISHED ".pte", 3), 1);
	assert_int_equal(value_of("pagetable.pages",
				  FINISHED ".pmd", 3), 1);
	assert_int_equal(value_of("pagetable.pages",
				  FINISHED ".pmd", 1), 0);
	assert_int_equal(value_of("pagetable.other.pages",
				  LAST ".pgd", 0),
			 1);
	assert_int_equal(value_of("pagetable.hotpluggable.bytes",
				  FINISHED, -1), 8192);
	assert_int_equal(value_of("pagetable.wasted.bytes",
				  FINISHED ".pud", -1), 508 * 8);
}

static void leaves_are_counted_by_size(void **state)
{
	(void)state;
	assert_int_equal(value_of("pagetable.leaves",
				  FINISHED ".4K", -1),
			 991);
	assert_int_equal(value_of("pagetable.leaves",
				  FINISHED ".2M", -1),
			 1022);
	assert_int_equal(value_of("pagetable.leaf.bytes",
				  FINISHED ".1G", -1),
			 2ULL << 30);
	assert_int_equal(value_of("pagetable.withdrawn",
				  LAST ".4K", -1), 0);
}

/* Two calls met in each of the two pages of 1 GiB above 4 GiB. */
static void counters_are_explained_to_the_page(void **state)
{
	(void)state;
	assert_int_equal(value_of("pagetable.steps.calls", "", -1), 5);
	assert_int_equal(value_of("pagetable.recounted.pages", "1G", -1), 2);
	assert_int_equal(value_of("pagetable.recounted.pages", "2M", -1), 0);
	for (size_t i = 0; i < sample_count; i++)
		if (strcmp(samples[i].metric,
			   "pagetable.unexplained.pages") == 0)
			assert_int_equal(samples[i].value, 0);
	assert_int_equal(value_of("pagetable.unexplained.pages",
				  LAST ".1G", -1), 0);
}

static void upward_steps_are_explained_too(void **state)
{
	(void)state;
	assert_int_equal(value_of("pagetable.steps.calls", "", -1), 10);
	assert_int_equal(value_of("pagetable.recounted.pages", "2M", -1), 1);
	assert_int_equal(value_of("pagetable.unexplained.pages",
				  LAST ".2M", -1), 0);
	assert_int_equal(value_of("pagetable.unexplained.pages",
				  LAST ".4K", -1), 0);
	assert_int_equal(value_of("pagetable.hotpluggable.bytes",
				  FINISHED, -1), 0);
}

static void equal_mappings_have_equal_digests(void **state)
{
	const char *item = FINISHED ".mapping";
	uint64_t unpatched, movable;
	struct error err;

	(void)state;
	assert_int_equal(read_fixture(FIXTURES "numa4-1G-unpatched", &err),
			 0);
	unpatched = value_of("pagetable.digest", item, -1);
	assert_int_equal(read_fixture(FIXTURES "numa4-1G-movable", &err), 0);
	movable = value_of("pagetable.digest", item, -1);
	assert_true(unpatched == movable && unpatched > 0 &&
		    unpatched < UINT64_C(1) << 48);
}

static void a_missing_snapshot_is_said(void **state)
{
	struct error err = { "" };

	(void)state;
	assert_int_equal(read_fixture("workloads/pagetable", &err), -ENOENT);
}

static void a_page_counts_once_in_every_call_that_meets_it(void **state)
{
	struct pagetable_extent extents[] = {
		{ .physical = 0, .bytes = 2 << 20, .page = PAGETABLE_4K },
		{ .physical = 2 << 20, .bytes = 8 << 20,
		  .page = PAGETABLE_2M },
	};
	const struct pagetable_map map = { extents, 2 };
	const struct stop_call calls[] = {
		{ { 0, 2 << 20 } },
		{ { 2 << 20, (4 << 20) + 4096 } },	/* ends in a page */
		{ { (4 << 20) + 4096, 10 << 20 } },	/* begins in it */
		{ { 64 << 20, 65 << 20 } },		/* meets none */
	};
	uint64_t pages[PAGETABLE_SIZES];

	(void)state;
	reconcile_calls(&map, calls, 4, pages);
	assert_int_equal(pages[PAGETABLE_4K], 512);
	assert_int_equal(pages[PAGETABLE_2M], 5);
	assert_int_equal(pages[PAGETABLE_1G], 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(tables_are_counted_on_their_nodes,
				       read_unpatched),
		cmocka_unit_test_setup(leaves_are_counted_by_size,
				       read_unpatched),
		cmocka_unit_test_setup(counters_are_explained_to_the_page,
				       read_unpatched),
		cmocka_unit_test_setup(upward_steps_are_explained_too,
				       read_movable),
		cmocka_unit_test(equal_mappings_have_equal_digests),
		cmocka_unit_test(a_missing_snapshot_is_said),
		cmocka_unit_test(a_page_counts_once_in_every_call_that_meets_it),
	};

	return cmocka_run_group_tests(tests, load_topology, NULL);
}
