// SPDX-License-Identifier: GPL-2.0-only
/*
 * Two nodes of two cores with two threads each: CPUs 0 and 1 are cores of
 * node 0, CPUs 4 and 5 their second threads, the others are on node 2.
 */
#include <errno.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "machine/hostnodes.h"

#define GIB(n) ((uint64_t)(n) << 30)

static struct hostcpu cpus[] = {
	{ 0, 0, true }, { 1, 0, true }, { 2, 2, true }, { 3, 2, true },
	{ 4, 0, false }, { 5, 0, false }, { 6, 2, false }, { 7, 2, false },
};
static const struct hostnodes two_nodes = {
	.nodes = { { 0, GIB(8) }, { 2, GIB(4) } },
	.node_count = 2,
	.cpus = cpus,
	.cpu_count = 8,
	.claimed_cpu = -1,
};

static struct topology guest(unsigned int nodes, unsigned int cpus_each,
			     uint64_t memory_bytes, bool bound)
{
	struct topology t = { .name = "guest", .host_bound = bound };

	for (unsigned int nid = 0; nid < nodes; nid++) {
		t.nodes[nid].memory_bytes = memory_bytes;
		t.nodes[nid].cpu_set = ((UINT64_C(1) << cpus_each) - 1)
				       << t.cpu_count;
		t.nodes[nid].cpus = cpus_each;
		t.cpu_count += cpus_each;
	}
	t.node_count = nodes;
	return t;
}

static void a_bound_guest_gets_a_node_for_each_of_its_own(void **state)
{
	struct topology t = guest(2, 3, GIB(4), true);
	struct host_places places;
	struct error err;

	(void)state;
	assert_int_equal(hostnodes_place(&two_nodes, &t, &places, &err), 0);
	assert_true(places.bound);
	assert_int_equal(places.nids[0], 0);
	assert_int_equal(places.nids[1], 2);
	/* Two cores, then a second thread, on its own node. */
	assert_int_equal(places.cpus[0], 0);
	assert_int_equal(places.cpus[1], 1);
	assert_int_equal(places.cpus[2], 4);
	assert_int_equal(places.cpus[3], 2);
	assert_int_equal(places.cpus[5], 6);
}

static void another_guest_gets_whole_cores_of_any_node(void **state)
{
	struct topology t = guest(4, 1, GIB(64), false);
	struct host_places places;
	struct error err;

	(void)state;
	assert_int_equal(hostnodes_place(&two_nodes, &t, &places, &err), 0);
	assert_false(places.bound);
	for (int i = 0; i < 4; i++)
		assert_int_equal(places.cpus[i], i);
}

static const struct {
	unsigned int nodes;
	unsigned int cpus_each;
	uint64_t gib;
	bool bound;
	const char *sentence;
} refused[] = {
	{ 3, 1, 1, true,
	  "topology guest: `host-node = auto` found 2 nodes with memory and CPUs on this host, expected 3" },
	{ 2, 1, 5, true,
	  "topology guest: found 4096 MiB on node 2 of this host, expected 5120 MiB for node 1" },
	{ 2, 5, 1, true,
	  "topology guest: found 4 free CPUs on node 0 of this host, expected 5 for node 0" },
	{ 3, 3, 1, false,
	  "topology guest: found 8 CPUs on this host, expected 9" },
};

static void what_is_too_few_is_said(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
		struct topology t = guest(refused[i].nodes,
					  refused[i].cpus_each,
					  GIB(refused[i].gib),
					  refused[i].bound);
		struct host_places places;
		struct error err;

		assert_int_equal(hostnodes_place(&two_nodes, &t, &places,
						 &err), -ENODEV);
		assert_string_equal(err.text, refused[i].sentence);
	}
}

/* Memory of a GPU or behind CXL comes as a node without CPUs. */
static void a_node_without_cpus_is_not_bound_unasked(void **state)
{
	struct topology t = guest(2, 1, GIB(1), true);
	struct hostnodes host = two_nodes;
	struct host_places places;
	struct error err;

	(void)state;
	host.nodes[1] = (struct hostnode){ 1, GIB(64) };
	host.nodes[2] = (struct hostnode){ 2, GIB(4) };
	host.node_count = 3;
	assert_int_equal(hostnodes_place(&host, &t, &places, &err), 0);
	assert_int_equal(places.nids[0], 0);
	assert_int_equal(places.nids[1], 2);
	t = guest(3, 1, GIB(1), true);
	assert_int_equal(hostnodes_place(&host, &t, &places, &err), -ENODEV);
	assert_string_equal(err.text,
			    "topology guest: `host-node = auto` found 2 nodes with memory and CPUs on this host, expected 3");
}

static void a_cpu_of_several_nodes_binds_nothing(void **state)
{
	struct topology t = guest(2, 1, GIB(1), true);
	struct hostnodes host = two_nodes;
	struct host_places places;
	struct error err;

	(void)state;
	host.claimed_cpu = 5;
	assert_int_equal(hostnodes_place(&host, &t, &places, &err), -ENODEV);
	assert_string_equal(err.text,
			    "topology guest: `host-node = auto` found CPU 5 on several nodes of this host, expected it on one");
	t.host_bound = false;
	assert_int_equal(hostnodes_place(&host, &t, &places, &err), 0);
}

/* Stands in for the C library's: a kernel that may have 1,280 CPUs. */
static bool large;

int sched_getaffinity(pid_t pid, size_t size, cpu_set_t *set)
{
	(void)pid;
	if (large && size * 8 < 1280) {
		errno = EINVAL;
		return -1;
	}
	CPU_ZERO_S(size, set);
	CPU_SET_S(0, size, set);
	if (large)
		CPU_SET_S(1279, size, set);
	return 0;
}

static void more_cpus_than_a_fixed_set_holds_are_read(void **state)
{
	struct hostnodes host;
	struct error err;

	(void)state;
	large = true;
	assert_int_equal(hostnodes_read(&host, &err), 0);
	large = false;
	assert_int_equal(host.cpu_count, 2);
	assert_int_equal(host.cpus[1].number, 1279);
	hostnodes_release(&host);
}

static void this_machine_has_a_node_and_a_cpu(void **state)
{
	struct topology t = guest(1, 1, 4096, true);
	struct host_places places;
	struct hostnodes host;
	struct error err;
	char begin[64];
	char *told;

	(void)state;
	/* A root without /sys has no nodes to read of. */
	if (access("/sys/devices/system/node", F_OK))
		skip();
	assert_int_equal(hostnodes_read(&host, &err), 0);
	assert_int_equal(hostnodes_place(&host, &t, &places, &err), 0);
	assert_int_equal(places.nids[0], host.nodes[0].nid);
	told = hostnodes_tell_free(&t, &places);
	sprintf(begin, "node %d of this host has ", host.nodes[0].nid);
	assert_int_equal(strncmp(told, begin, strlen(begin)), 0);
	assert_non_null(strstr(told, " MiB free and is to give "));
	assert_non_null(strstr(told, " to guest node 0"));
	free(told);
	hostnodes_release(&host);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_bound_guest_gets_a_node_for_each_of_its_own),
		cmocka_unit_test(another_guest_gets_whole_cores_of_any_node),
		cmocka_unit_test(what_is_too_few_is_said),
		cmocka_unit_test(a_node_without_cpus_is_not_bound_unasked),
		cmocka_unit_test(a_cpu_of_several_nodes_binds_nothing),
		cmocka_unit_test(more_cpus_than_a_fixed_set_holds_are_read),
		cmocka_unit_test(this_machine_has_a_node_and_a_cpu),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
