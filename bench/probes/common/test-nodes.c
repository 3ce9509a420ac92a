// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/alloc.h"
#include "lib/file.h"
#include "probes/common/emulation.h"
#include "probes/common/nodes.h"

static char folder[] = "/tmp/test-nodes-XXXXXX";
static struct nodes nodes;
static struct error err;

static void put(const char *name, const char *text)
{
	char *path = xasprintf("%s/%s", folder, name);

	assert_int_equal(file_write(path, text, strlen(text), &err), 0);
	free(path);
}

static void put_node(int nid, const char *cpus, unsigned int mib)
{
	char *name = xasprintf("%s/node%d", folder, nid);
	char *meminfo = xasprintf("Node %d MemTotal:  %u kB\n"
				  "Node %d MemFree:  %u kB\n"
				  "Node %d Active(file):  1024 kB\n"
				  "Node %d Inactive(file):  2048 kB\n",
				  nid, mib * 1024, nid, mib * 512, nid, nid);
	char path[40];

	assert_int_equal(directory_make(name, &err), 0);
	snprintf(path, sizeof(path), "node%d/cpulist", nid);
	put(path, cpus);
	snprintf(path, sizeof(path), "node%d/meminfo", nid);
	put(path, meminfo);
	snprintf(path, sizeof(path), "node%d/distance", nid);
	put(path, "10 20 20\n");
	free(meminfo);
	free(name);
}

/*
 * Three CPUs, one, two, none; the last but one node has no memory, and the last
 * one names a CPU that the second has.
 */
static int make_folder(void **state)
{
	(void)state;
	assert_int_equal(directory_make(folder, &err), 0);
	put("online", "0-1,3,5\n");
	put_node(0, "0-1,8\n", 100);
	put_node(1, "2\n", 200);
	put_node(3, "4-5\n", 0);
	put_node(5, "2\n", 300);
	return 0;
}

static int remove_folder(void **state)
{
	(void)state;
	nodes_release(&nodes);
	return directory_remove(folder, &err);
}

static void nodes_are_what_sysfs_says(void **state)
{
	(void)state;
	assert_int_equal(nodes_read(&nodes, folder, &err), 0);
	assert_int_equal(nodes.count, 4);
	assert_int_equal(nodes.list[0].cpu_count, 3);
	assert_int_equal(nodes.list[0].cpus[2], 8);
	assert_int_equal(nodes.list[0].bytes, 100 << 20);
	assert_int_equal(nodes.list[0].free_bytes, 53 << 20);
	assert_string_equal(nodes.list[0].distances, "10 20 20");
	assert_int_equal(nodes.list[3].nid, 5);
	assert_int_equal(nodes.list[3].cpu_count, 0);
}

static void refuse(const char *name, const char *text, const char *sentence)
{
	put(name, text);
	assert_int_equal(nodes_read(&nodes, folder, &err), -EINVAL);
	assert_non_null(strstr(err.text, sentence));
}

static void a_file_that_is_odd_is_refused(void **state)
{
	(void)state;
	refuse("node1/cpulist", "2-\n",
	       "node1/cpulist: found `2-`, expected a list such as 0-3,8");
	nodes_release(&nodes);
	refuse("node1/cpulist", "3-2\n", "found `3-2`");
	nodes_release(&nodes);
	refuse("node1/cpulist", "0-99999999999\n", "found `0-99999999999`");
	nodes_release(&nodes);
	refuse("node0/meminfo", "Node 0 MemTotal: 5 kB\n",
	       "node0/meminfo: found no `MemFree`, expected one with its kB");
	nodes_release(&nodes);
	assert_int_equal(nodes_read(&nodes, "/nonexistent", &err), -ENOENT);
}

static void emulation_is_recognised(void **state)
{
	(void)state;
	assert_true(emulation_is_tcg("TCGTCGTCGTCG", "any"));
	assert_true(emulation_is_tcg("", "QEMU TCG CPU version 2.5+"));
	assert_true(emulation_is_tcg("", "QEMU Virtual CPU version 2.5+"));
	assert_false(emulation_is_tcg("KVMKVMKVM", "QEMU Virtual CPU"));
	assert_false(emulation_is_tcg("", "Intel(R) Xeon(R)"));
	assert_true(emulation_fakes_nodes("quiet numa=fake=4"));
	assert_true(emulation_fakes_nodes("numa=fake=2G"));
	assert_false(emulation_fakes_nodes("quiet numa=off"));
}

#define WITH_FOLDER(test)                                                      \
	cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		WITH_FOLDER(nodes_are_what_sysfs_says),
		WITH_FOLDER(a_file_that_is_odd_is_refused),
		cmocka_unit_test(emulation_is_recognised),
	};

	if (!mkdtemp(folder))
		return EXIT_FAILURE;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
