// SPDX-License-Identifier: GPL-2.0-only
/* The guest's parsers, on the host, with recorded texts. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "guest/record.h"
#include "guest/report.h"
#include "lib/file.h"

#define FIXTURES "bench/guest/fixtures/"

/* Where the records go, and the records read back. */
static FILE *port;
static json_t *records;
static struct error err;

static int open_port(void **state)
{
	(void)state;
	port = tmpfile();
	records = json_array();
	return port ? 0 : -1;
}

static int close_port(void **state)
{
	(void)state;
	json_decref(records);
	return fclose(port);
}

static size_t read_back(void)
{
	char line[8192];
	json_error_t wrong;

	rewind(port);
	while (fgets(line, sizeof(line), port)) {
		json_t *record = json_loads(line, 0, &wrong);

		assert_non_null(record);
		json_array_append_new(records, record);
	}
	return json_array_size(records);
}

static json_int_t number(size_t i, const char *key)
{
	json_t *value = json_object_get(json_array_get(records, i), key);

	assert_true(json_is_integer(value));
	return json_integer_value(value);
}

static const char *text(size_t i, const char *key)
{
	const char *value = json_string_value(
		json_object_get(json_array_get(records, i), key));

	assert_non_null(value);
	return value;
}

static void text_to_file(const char *path, const char *content)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_true(fputs(content, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

static void assert_zone(size_t i, int nid, const char *name,
			json_int_t spanned, json_int_t present,
			json_int_t managed, json_int_t free_pages,
			json_int_t start_pfn)
{
	assert_string_equal(text(i, "record"), "zone");
	assert_int_equal(number(i, "node"), nid);
	assert_string_equal(text(i, "zone"), name);
	assert_int_equal(number(i, "spanned"), spanned);
	assert_int_equal(number(i, "present"), present);
	assert_int_equal(number(i, "managed"), managed);
	assert_int_equal(number(i, "free"), free_pages);
	assert_int_equal(number(i, "start_pfn"), start_pfn);
}

static void zones_of_6_1_are_the_populated_ones(void **state)
{
	(void)state;
	assert_int_equal(zoneinfo_report(FIXTURES "zoneinfo-6.1-two-nodes",
					 fileno(port), &err), 0);
	assert_int_equal(read_back(), 2);
	assert_zone(0, 0, "DMA32", 262143, 262046, 256180, 254036, 1);
	assert_zone(1, 1, "DMA32", 262112, 262112, 258475, 257406, 262144);
}

static void zones_of_3_12_are_read(void **state)
{
	(void)state;
	assert_int_equal(zoneinfo_report(FIXTURES "zoneinfo-3.12",
					 fileno(port), &err), 0);
	assert_int_equal(read_back(), 3);
	assert_zone(0, 0, "DMA", 4095, 3998, 3977, 3976, 1);
	assert_zone(1, 0, "DMA32", 1044480, 782304, 767812, 753211, 4096);
	assert_zone(2, 1, "Normal", 262144, 262144, 254401, 250113, 1048576);
}

static void zones_of_6_12_are_read(void **state)
{
	(void)state;
	assert_int_equal(zoneinfo_report(FIXTURES "zoneinfo-6.12",
					 fileno(port), &err), 0);
	assert_int_equal(read_back(), 2);
	assert_zone(0, 0, "DMA32", 262143, 262046, 255932, 250000, 1);
	assert_zone(1, 1, "Movable", 262144, 262144, 262144, 262000, 1310720);
}

static void eight_nodes_have_eight_zones(void **state)
{
	(void)state;
	assert_int_equal(zoneinfo_report(FIXTURES "zoneinfo-6.1-eight-nodes",
					 fileno(port), &err), 0);
	assert_int_equal(read_back(), 8);
	for (int nid = 0; nid < 8; nid++) {
		assert_int_equal(number(nid, "node"), nid);
		assert_int_equal(number(nid, "start_pfn"),
				 nid ? nid * 65536 : 1);
	}
}

static void a_zoneinfo_without_zones_is_refused(void **state)
{
	(void)state;
	assert_int_equal(zoneinfo_report("/dev/null", fileno(port), &err),
			 -EINVAL);
	assert_string_equal(err.text, "/dev/null: found no zone");
}

static void meminfo_has_the_direct_map(void **state)
{
	json_t *fields;

	(void)state;
	assert_int_equal(meminfo_report(FIXTURES "meminfo-6.1", fileno(port),
					&err), 0);
	assert_int_equal(read_back(), 1);
	fields = json_object_get(json_array_get(records, 0), "fields");
	assert_int_equal(json_object_size(fields), 40);
	assert_int_equal(json_integer_value(
		json_object_get(fields, "DirectMap2M")), 2080768);
	assert_non_null(json_object_get(fields, "Active(anon)"));
}

static void a_meminfo_without_a_total_is_refused(void **state)
{
	(void)state;
	assert_int_equal(meminfo_report("/dev/null", fileno(port), &err),
			 -EINVAL);
	assert_string_equal(err.text, "/dev/null: found no MemTotal");
}

static void iomem_keeps_depth_and_names(void **state)
{
	size_t i = 0;

	(void)state;
	assert_int_equal(iomem_report(FIXTURES "iomem-6.1", fileno(port),
				      &err), 0);
	assert_true(read_back() > 20);
	while (strcmp(text(i, "name"), "Kernel code") != 0)
		i++;
	assert_int_equal(number(i, "start"), 0x1000000);
	assert_int_equal(number(i, "depth"), 1);
	assert_string_equal(text(i + 1, "name"), "Kernel rodata");
}

static void a_broken_iomem_line_is_quoted(void **state)
{
	(void)state;
	assert_int_equal(iomem_report(FIXTURES "meminfo-6.1", fileno(port),
				      &err), -EINVAL);
	assert_non_null(strstr(err.text, "expected an address range"));
}

static void hello_has_the_command_line(void **state)
{
	char path[] = "/tmp/test-report-XXXXXX";
	int fd = mkstemp(path);

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(close(fd), 0);
	text_to_file(path, "console=ttyS0 a=\"b\\c\" \xff\n");
	assert_int_equal(hello_report(path, fileno(port), &err), 0);
	unlink(path);
	assert_int_equal(read_back(), 1);
	assert_string_equal(text(0, "record"), "hello");
	assert_int_equal(number(0, "version"), 1);
	assert_string_equal(text(0, "cmdline"), "console=ttyS0 a=\"b\\c\" ?");
}

static void a_missing_file_is_named(void **state)
{
	(void)state;
	assert_int_equal(meminfo_report("/nowhere", fileno(port), &err),
			 -ENOENT);
	assert_string_equal(err.text,
			    "open /nowhere: No such file or directory");
}

/* node0 with CPUs 0, 1 and 3, node10 without CPUs and memory. */
static void nodes_tree_make(void)
{
	assert_int_equal(mkdir("cpu", 0755), 0);
	assert_int_equal(mkdir("node", 0755), 0);
	assert_int_equal(mkdir("node/node0", 0755), 0);
	assert_int_equal(mkdir("node/node10", 0755), 0);
	text_to_file("cpu/possible", "0-3\n");
	text_to_file("cpu/present", "0-1,3\n");
	text_to_file("node/online", "0,10\n");
	text_to_file("node/has_normal_memory", "0\n");
	text_to_file("node/node0/meminfo",
		     "\nNode 0 MemTotal:        1024720 kB\n");
	text_to_file("node/node0/distance", "10 21\n");
	text_to_file("node/node0/cpu0", "");
	text_to_file("node/node0/cpu1", "");
	text_to_file("node/node0/cpu3", "");
	text_to_file("node/node0/cpulist", "0\n");
	text_to_file("node/node10/meminfo",
		     "Node 10 MemTotal:             0 kB\n");
	text_to_file("node/node10/distance", "21 10\n");
}

static void with_tree(void (*make)(void), void (*check)(const char *path))
{
	char path[] = "/tmp/test-report-XXXXXX";
	char old[4096];

	assert_non_null(getcwd(old, sizeof(old)));
	assert_non_null(mkdtemp(path));
	assert_int_equal(chdir(path), 0);
	make();
	assert_int_equal(chdir(old), 0);
	check(path);
	assert_int_equal(directory_remove(path, &err), 0);
}

static void nodes_check(const char *path)
{
	json_t *distances;

	assert_int_equal(nodes_report(path, fileno(port), &err), 0);
	assert_int_equal(read_back(), 3);
	assert_string_equal(text(0, "cpus"), "0-1,3");
	assert_int_equal(number(0, "memory_kib"), 1024720);
	distances = json_object_get(json_array_get(records, 0), "distances");
	assert_int_equal(json_integer_value(json_array_get(distances, 1)), 21);
	assert_int_equal(number(1, "node"), 10);
	assert_string_equal(text(1, "cpus"), "");
	assert_int_equal(number(1, "memory_kib"), 0);
	assert_string_equal(text(2, "record"), "possible");
	assert_string_equal(text(2, "cpus_present"), "0-1,3");
	assert_string_equal(text(2, "nodes_has_memory"), "0");
}

static void nodes_list_present_cpus_memory_and_distances(void **state)
{
	(void)state;
	with_tree(nodes_tree_make, nodes_check);
}

static void no_tree_make(void)
{
}

static void no_tree_check(const char *path)
{
	assert_int_equal(nodes_report(path, fileno(port), &err), 0);
	assert_int_equal(read_back(), 1);
	assert_string_equal(text(0, "record"), "possible");
	assert_string_equal(text(0, "nodes_online"), "");
}

static void a_kernel_without_numa_has_no_nodes(void **state)
{
	(void)state;
	with_tree(no_tree_make, no_tree_check);
}

/* Two blocks that came, one that was there, and what is no block. */
static void blocks_tree_make(void)
{
	text_to_file("block_size_bytes", "8000000\n");
	assert_int_equal(mkdir("memory0", 0755), 0);
	assert_int_equal(mkdir("memory32", 0755), 0);
	assert_int_equal(mkdir("memory33", 0755), 0);
	assert_int_equal(mkdir("memory", 0755), 0);
	text_to_file("memory0/state", "online\n");
	text_to_file("memory32/state", "offline\n");
	text_to_file("memory33/state", "offline\n");
}

static void assert_state(const char *path, const char *block,
			 const char *expected)
{
	char file[64], state[32] = "";
	FILE *in;

	snprintf(file, sizeof(file), "%s/%s/state", path, block);
	in = fopen(file, "r");
	assert_non_null(in);
	assert_non_null(fgets(state, sizeof(state), in));
	fclose(in);
	assert_string_equal(state, expected);
}

static void blocks_check(const char *path)
{
	assert_int_equal(memory_online(path, fileno(port), &err), 0);
	assert_int_equal(read_back(), 1);
	assert_string_equal(text(0, "record"), "online");
	assert_int_equal(number(0, "blocks"), 2);
	assert_state(path, "memory0", "online\n");
	assert_state(path, "memory32", "online_movable");
	assert_state(path, "memory33", "online_movable");
}

static void memory_that_came_is_set_online_movable(void **state)
{
	(void)state;
	with_tree(blocks_tree_make, blocks_check);
}

static void broken_block_make(void)
{
	assert_int_equal(mkdir("memory7", 0755), 0);
	text_to_file("memory7/state", "");
}

static void broken_block_check(const char *path)
{
	assert_int_equal(memory_online(path, fileno(port), &err), -EINVAL);
	assert_non_null(strstr(err.text, "/memory7/state: found no state"));
}

static void a_block_without_a_state_is_named(void **state)
{
	(void)state;
	with_tree(broken_block_make, broken_block_check);
}

static void a_kernel_without_hotplug_has_no_blocks(void **state)
{
	(void)state;
	assert_int_equal(memory_online("/nowhere", fileno(port), &err), 0);
	assert_int_equal(read_back(), 1);
	assert_int_equal(number(0, "blocks"), 0);
}

static void a_port_that_cannot_be_written_is_an_error(void **state)
{
	(void)state;
	assert_int_equal(record_emit(-1, json_object(), &err), -EBADF);
	assert_string_equal(err.text, "write a record: Bad file descriptor");
	assert_int_equal(record_emit(1, NULL, &err), -ENOMEM);
	assert_false(record_is_torn());
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_port, close_port)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(zones_of_6_1_are_the_populated_ones),
		TEST(zones_of_3_12_are_read),
		TEST(zones_of_6_12_are_read),
		TEST(eight_nodes_have_eight_zones),
		TEST(a_zoneinfo_without_zones_is_refused),
		TEST(meminfo_has_the_direct_map),
		TEST(a_meminfo_without_a_total_is_refused),
		TEST(iomem_keeps_depth_and_names),
		TEST(a_broken_iomem_line_is_quoted),
		TEST(hello_has_the_command_line),
		TEST(a_missing_file_is_named),
		TEST(nodes_list_present_cpus_memory_and_distances),
		TEST(a_kernel_without_numa_has_no_nodes),
		TEST(memory_that_came_is_set_online_movable),
		TEST(a_block_without_a_state_is_named),
		TEST(a_kernel_without_hotplug_has_no_blocks),
		TEST(a_port_that_cannot_be_written_is_an_error),
	};

	return cmocka_run_group_tests_name("guest/report", tests, NULL, NULL);
}
