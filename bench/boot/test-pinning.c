// SPDX-License-Identifier: GPL-2.0-only
/* Lines of /proc/PID/numa_maps as numa(7) describes them. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "boot/pinning.h"

#define MIB(n) ((uint64_t)(n) << 20)
#define OTHERS "55ba390b6000 default file=/usr/bin/qemu mapped=2 N0=2 kernelpagesize_kB=4\n"
#define NODE0 "7f8893e00000 bind:0 anon=32768 dirty=32768 active=0 N0=32768 kernelpagesize_kB=4\n"

static const struct topology two_nodes = {
	.nodes = { { .memory_bytes = MIB(128) },
		   { .memory_bytes = MIB(256) } },
	.node_count = 2,
};
static const struct host_places places = { .bound = true, .nids = { 0, 3 } };

static int check(const char *maps, struct error *err)
{
	char text[1024];

	snprintf(text, sizeof(text), "%s", maps);
	return pinning_check_maps(text, &two_nodes, &places, err);
}

static void memory_on_its_nodes_is_accepted(void **state)
{
	struct error err;

	(void)state;
	assert_int_equal(check(OTHERS NODE0
			       "7f88a3e00000 bind:3 anon=32768 N3=32768 kernelpagesize_kB=4\n"
			       "7f88b3e00000 bind:3 huge anon=64 N3=64 kernelpagesize_kB=2048\n",
			       &err), 0);
}

static void a_page_on_another_node_is_said(void **state)
{
	struct error err;

	(void)state;
	assert_int_equal(check(NODE0 "7f88a3e00000 bind:3 anon=65536 N0=2 N3=65534 kernelpagesize_kB=4\n",
			       &err), -EPROTO);
	assert_string_equal(err.text,
			    "numa_maps: found 2 pages of guest node 1 on node 0, expected node 3");
}

static void memory_that_is_not_there_is_said(void **state)
{
	struct error err;

	(void)state;
	assert_int_equal(check(OTHERS NODE0 "7f88a3e00000 bind:3 anon=1 N3=1 kernelpagesize_kB=4\n",
			       &err), -EPROTO);
	assert_string_equal(err.text,
			    "numa_maps: found 4 KiB of guest node 1, expected 262144");
	assert_int_equal(check("", &err), -EPROTO);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(memory_on_its_nodes_is_accepted),
		cmocka_unit_test(a_page_on_another_node_is_said),
		cmocka_unit_test(memory_that_is_not_there_is_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
