// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "machine/topology-uniform.h"
#include "machine/topology.h"

#define SHIPPED "bench/topologies/"

#define NODE0 "[node 0]\nmemory = 1G\ncpus = 1\n"
#define NODE1 "[node 1]\nmemory = 1G\ncpus = 1\n"
#define GUEST0 "[guest 0]\nmemory = 2G\ncpus = 0-1\n"
#define EIGHTY \
	"01234567890123456789012345678901234567890123456789012345678901234567890123456789"

static void load(struct topology *t, const char *path)
{
	struct error err = { "" };

	if (topology_load(t, path, &err))
		fail_msg("%s", err.text);
}

/* Loads a file with @text; @err loses the file's name in front. */
static int load_text(struct topology *t, const char *text, struct error *err)
{
	char path[] = "/tmp/test-topology-XXXXXX";
	int fd = mkstemp(path);
	size_t length = strlen(path);
	int ret;

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
	*err = (struct error){ "" };
	ret = topology_load(t, path, err);
	unlink(path);
	if (ret) {
		assert_memory_equal(err->text, path, length);
		memmove(err->text, err->text + length,
			strlen(err->text) + 1 - length);
	}
	return ret;
}

static void assert_map(const char *path, const char *expected)
{
	struct topology t;
	char map[2048] = "";
	size_t used = 0;

	load(&t, path);
	for (unsigned int i = 0; i < t.range_count; i++)
		used += (size_t)snprintf(map + used, sizeof(map) - used,
					 "%d %llx-%llx%s\n", t.ranges[i].nid,
					 (unsigned long long)t.ranges[i].start,
					 (unsigned long long)t.ranges[i].end_inclusive,
					 t.ranges[i].hotpluggable ? " h" : "");
	assert_string_equal(map, expected);
}

/* The SRAT lines of a 6.1 kernel that booted these under QEMU 7.2. */
static void shipped_topologies_lie_where_the_kernel_saw_them(void **state)
{
	(void)state;
	assert_map(SHIPPED "uma.topo",
		   "0 0-9ffff\n0 100000-7fffffff\n");
	assert_map(SHIPPED "numa2.topo",
		   "0 0-9ffff\n0 100000-3fffffff\n"
		   "1 40000000-7fffffff h\n");
	assert_map(SHIPPED "numa4.topo",
		   "0 0-9ffff\n0 100000-3fffffff\n"
		   "1 40000000-7fffffff h\n"
		   "2 100000000-13fffffff h\n"
		   "3 140000000-17fffffff h\n");
	assert_map(SHIPPED "numa4-hole.topo",
		   "0 0-9ffff\n0 100000-7fffffff\n"
		   "1 100000000-13fffffff h\n"
		   "2 140000000-17fffffff h\n"
		   "3 180000000-1bfffffff h\n");
	assert_map(SHIPPED "numa4-hotadd.topo",
		   "0 0-9ffff\n0 100000-7fffffff\n"
		   "1 100000000-13fffffff h\n"
		   "2 140000000-17fffffff h\n"
		   "3 180000000-1bfffffff h\n");
	assert_map(SHIPPED "numa4-memoryless.topo",
		   "0 0-9ffff\n0 100000-3fffffff\n"
		   "2 40000000-7fffffff h\n"
		   "3 100000000-13fffffff h\n");
}

static void eight_nodes_lie_where_the_kernel_saw_them(void **state)
{
	(void)state;
	assert_map(SHIPPED "numa8-ring.topo",
		   "0 0-9ffff\n0 100000-1fffffff\n"
		   "1 20000000-3fffffff h\n"
		   "2 40000000-5fffffff h\n"
		   "3 60000000-7fffffff h\n"
		   "4 100000000-11fffffff h\n"
		   "5 120000000-13fffffff h\n"
		   "6 140000000-15fffffff h\n"
		   "7 160000000-17fffffff h\n");
	assert_map(SHIPPED "numa8-16g.topo",
		   "0 0-9ffff\n0 100000-7fffffff\n"
		   "0 100000000-47fffffff\n"
		   "1 480000000-87fffffff h\n"
		   "2 880000000-c7fffffff h\n"
		   "3 c80000000-107fffffff h\n"
		   "4 1080000000-147fffffff h\n"
		   "5 1480000000-187fffffff h\n"
		   "6 1880000000-1c7fffffff h\n"
		   "7 1c80000000-207fffffff h\n");
}

/* One memory block less than the limit keeps everything below the hole. */
static void low_memory_ends_at_2g_from_0xb0000000_bytes_on(void **state)
{
	struct topology t;
	struct error err;

	(void)state;
	assert_int_equal(load_text(&t, "[node 0]\nmemory = 2688M\ncpus = 1\n",
				   &err), 0);
	assert_int_equal(topology_low_end(&t), 0xa8000000);
	assert_int_equal(t.range_count, 2);
	assert_int_equal(load_text(&t, "[node 0]\nmemory = 2816M\ncpus = 1\n",
				   &err), 0);
	assert_int_equal(topology_low_end(&t), 0x80000000);
	assert_int_equal(t.ranges[2].start, 0x100000000);
	assert_int_equal(t.ranges[2].end_inclusive, 0x12fffffff);
}

static void an_address_belongs_to_its_node_or_to_none(void **state)
{
	struct topology t;

	(void)state;
	load(&t, SHIPPED "numa4-hole.topo");
	assert_int_equal(topology_nid_of(&t, 0), 0);
	assert_int_equal(topology_nid_of(&t, 0xa0000), -1);
	assert_int_equal(topology_nid_of(&t, 0x7fffffff), 0);
	assert_int_equal(topology_nid_of(&t, 0x80000000), -1);
	assert_int_equal(topology_nid_of(&t, 0x100000000), 1);
	assert_int_equal(topology_nid_of(&t, 0x1bfffffff), 3);
	assert_int_equal(topology_nid_of(&t, 0x1c0000000), -1);
	assert_false(topology_is_hotpluggable(&t, 0x7fffffff));
	assert_false(topology_is_hotpluggable(&t, 0x80000000));
	assert_true(topology_is_hotpluggable(&t, 0x100000000));
}

static void a_ring_keeps_its_rows_and_a_default_fills_the_rest(void **state)
{
	struct topology t;
	struct error err;

	(void)state;
	load(&t, SHIPPED "numa8-ring.topo");
	assert_string_equal(t.name, "numa8-ring");
	assert_int_equal(t.distance[0][4], 50);
	assert_int_equal(t.distance[7][0], 20);
	assert_int_equal(load_text(&t, "[distance]\n1 = 31 10\ndefault = 31\n"
				   "[node 0]\nmemory = 1G\ncpus = 2\n"
				   "[node 1]\nmemory = 1G\n", &err), 0);
	assert_int_equal(t.distance[0][0], 10);
	assert_int_equal(t.distance[0][1], 31);
}

static void qemu_gets_memory_cpus_and_distances_of_each_node(void **state)
{
	struct argv argv = { 0 };
	struct topology t;
	char *line;

	(void)state;
	load(&t, SHIPPED "numa4-memoryless.topo");
	topology_add_qemu_args(&t, TOPOLOGY_VCPUS_ALL,
			       (struct topology_backing){ 0 }, &argv);
	line = argv_join(&argv);
	assert_string_equal(line,
			    "-m 3072M -smp 3,sockets=3,maxcpus=3"
			    " -object memory-backend-ram,id=ram0,size=1024M,reserve=off"
			    " -numa node,nodeid=0,cpus=0-0,memdev=ram0"
			    " -numa node,nodeid=1,cpus=1-1"
			    " -object memory-backend-ram,id=ram2,size=1024M,reserve=off"
			    " -numa node,nodeid=2,cpus=2-2,memdev=ram2"
			    " -object memory-backend-ram,id=ram3,size=1024M,reserve=off"
			    " -numa node,nodeid=3,memdev=ram3");
	free(line);
	argv_release(&argv);
}

/* The nodes keep the CPUs that are not made: QEMU checks their numbers. */
static void a_counted_boot_has_the_first_cpu_alone(void **state)
{
	struct argv argv = { 0 };
	struct topology t;
	char *line;

	(void)state;
	load(&t, SHIPPED "numa4-memoryless.topo");
	topology_add_qemu_args(&t, TOPOLOGY_VCPUS_FIRST,
			       (struct topology_backing){ 0 }, &argv);
	line = argv_join(&argv);
	assert_non_null(strstr(line, " -smp 1,sockets=3,maxcpus=3 "));
	assert_non_null(strstr(line, " -numa node,nodeid=1,cpus=1-1 "));
	free(line);
	argv_release(&argv);
}

static void holes_become_memmap_parameters(void **state)
{
	struct topology t;
	char *parameters;

	(void)state;
	load(&t, "bench/machine/fixtures/holes.topo");
	parameters = topology_kernel_parameters(&t);
	assert_string_equal(parameters,
			    "memmap=0x4000000$0x60000000 memmap=0x8000000$0x110000000");
	assert_int_equal(topology_hole_bytes(&t, 0), 64 << 20);
	assert_int_equal(topology_hole_bytes(&t, 1), 128 << 20);
	free(parameters);
	load(&t, SHIPPED "numa2.topo");
	parameters = topology_kernel_parameters(&t);
	assert_string_equal(parameters, "");
	free(parameters);
}

static void parameters_follow_the_holes(void **state)
{
	struct topology t;
	struct error err;
	char *parameters;

	(void)state;
	load(&t, SHIPPED "numa-off.topo");
	parameters = topology_kernel_parameters(&t);
	assert_string_equal(parameters, "numa=off");
	free(parameters);
	assert_int_equal(load_text(&t, NODE0 "[hole 0]\nstart = 512M\n"
				   "size = 64M\n[topology]\n"
				   "parameters = numa=off debug\n", &err), 0);
	parameters = topology_kernel_parameters(&t);
	assert_string_equal(parameters,
			    "memmap=0x4000000$0x20000000 numa=off debug");
	free(parameters);
}

static void assert_qemu_args(const struct topology *t, const char *expected)
{
	struct argv argv = { 0 };
	char *line;

	topology_add_qemu_args(t, TOPOLOGY_VCPUS_ALL,
			       (struct topology_backing){ 0 }, &argv);
	line = argv_join(&argv);
	assert_string_equal(line, expected);
	free(line);
	argv_release(&argv);
}

/* The addresses are those of `info memory-devices` when QEMU chooses. */
static void a_hot_added_node_is_a_dimm_behind_all_other_ram(void **state)
{
	struct topology t;
	struct error err;

	(void)state;
	assert_int_equal(load_text(&t, "[node 0]\nmemory = 2G\ncpus = 1\n"
				   "[node 1]\nmemory = 128M\nhot-add = yes\n"
				   "[node 2]\nmemory = 1G\n"
				   "[node 3]\nmemory = 4G\nhot-add = yes\n",
				   &err), 0);
	assert_true(t.nodes[1].hotpluggable);
	assert_int_equal(t.ranges[2].nid, 2);
	assert_int_equal(t.ranges[2].start, 0x100000000);
	assert_int_equal(t.ranges[3].nid, 1);
	assert_int_equal(t.ranges[4].end_inclusive, 0x247ffffff);
	assert_qemu_args(&t, "-m 3072M,slots=2,maxmem=7296M -smp 1,sockets=1,maxcpus=1"
			 " -object memory-backend-ram,id=ram0,size=2048M,reserve=off"
			 " -numa node,nodeid=0,cpus=0-0,memdev=ram0"
			 " -object memory-backend-ram,id=ram1,size=128M,reserve=off"
			 " -numa node,nodeid=1"
			 " -object memory-backend-ram,id=ram2,size=1024M,reserve=off"
			 " -numa node,nodeid=2,memdev=ram2"
			 " -object memory-backend-ram,id=ram3,size=4096M,reserve=off"
			 " -numa node,nodeid=3"
			 " -device pc-dimm,id=dimm1,memdev=ram1,node=1,addr=0x140000000"
			 " -device pc-dimm,id=dimm3,memdev=ram3,node=3,addr=0x148000000");
}

static void without_srat_qemu_is_told_of_no_node(void **state)
{
	struct topology t;

	(void)state;
	load(&t, SHIPPED "srat-none.topo");
	assert_qemu_args(&t, "-m 2048M -smp 2,sockets=2,maxcpus=2"
			 " -object memory-backend-ram,id=ram0,size=2048M,reserve=off"
			 " -machine memory-backend=ram0");
	assert_int_equal(topology_nid_of(&t, 0x40000000), 1);
}

static void the_guest_is_to_see_the_nodes_less_holes(void **state)
{
	struct topology t;

	(void)state;
	load(&t, SHIPPED "numa4-memoryless.topo");
	assert_int_equal(t.guest_node_count, 4);
	assert_false(t.guest_differs);
	assert_int_equal(t.guest_nodes[1].memory_bytes, 0);
	assert_int_equal(t.guest_nodes[2].cpus, 4);
	assert_int_equal(t.guest_nodes[3].cpus, 0);
	assert_int_equal(t.guest_nodes[3].distance[0], 20);
	load(&t, SHIPPED "spill.topo");
	assert_int_equal(t.guest_nodes[0].memory_bytes, 64 << 20);
}

static void or_what_the_file_says(void **state)
{
	struct topology t;

	(void)state;
	load(&t, SHIPPED "numa-fake.topo");
	assert_int_equal(t.guest_node_count, 4);
	assert_true(t.guest_differs);
	assert_int_equal(t.guest_nodes[1].memory_bytes, 512 << 20);
	assert_int_equal(t.guest_nodes[1].cpus, 2);
	assert_int_equal(t.guest_nodes[1].distance[3], 10);
	load(&t, SHIPPED "srat-corrupt.topo");
	assert_int_equal(t.guest_node_count, 1);
	assert_int_equal(t.guest_nodes[0].cpus, 0xf);
	assert_int_equal(t.guest_nodes[0].distance[0], 10);
}

static void sixty_four_nodes_fit_with_rows_of_two_digits(void **state)
{
	struct topology t;
	struct error err;
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	(void)state;
	for (int i = 0; i < 64; i++)
		fprintf(out, "[node %d]\nmemory = 128M\ncpus = 1\n", i);
	fputs("[distance]\n", out);
	for (int i = 0; i < 64; i++) {
		fprintf(out, "%d =", i);
		for (int j = 0; j < 64; j++)
			fprintf(out, " %d", i == j ? 10 : 99);
		fputc('\n', out);
	}
	fclose(out);
	if (load_text(&t, text, &err))
		fail_msg("%s", err.text);
	assert_int_equal(t.node_count, 64);
	assert_int_equal(t.distance[63][62], 99);
	assert_int_equal(t.range_count, 65);
	free(text);
}

/* As two sockets with clusters have them: there and back differ. */
static void two_ways_may_differ_and_qemu_is_told_of_all(void **state)
{
	struct topology t;
	struct error err;

	(void)state;
	assert_int_equal(load_text(&t, "[node 0]\ncpus = 1\n" NODE1
				   "[distance]\n0 = 10 28\n1 = 26\n 10\n",
				   &err), 0);
	assert_int_equal(t.distance[0][1], 28);
	assert_int_equal(t.distance[1][0], 26);
	assert_int_equal(t.guest_nodes[1].distance[0], 26);
	assert_qemu_args(&t, "-m 1024M -smp 2,sockets=2,maxcpus=2"
			 " -numa node,nodeid=0,cpus=0-0"
			 " -object memory-backend-ram,id=ram1,size=1024M,reserve=off"
			 " -numa node,nodeid=1,cpus=1-1,memdev=ram1");
	assert_int_equal(topology_nid_of(&t, 0), 1);
}

static void sixty_four_nodes_fit_with_rows_of_three_digits(void **state)
{
	struct topology t;
	struct error err;
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	(void)state;
	for (int i = 0; i < 64; i++)
		fprintf(out, "[node %d]\nmemory = 128M\ncpus = 1\n", i);
	fputs("[distance]\n", out);
	for (int i = 0; i < 64; i++) {
		fprintf(out, "%d =", i);
		for (int j = 0; j < 64; j++)
			fprintf(out, "%s %d", j == 32 ? "\n" : "",
				i == j ? 10 : 100 + i + j);
		fputc('\n', out);
	}
	fclose(out);
	if (load_text(&t, text, &err))
		fail_msg("%s", err.text);
	assert_int_equal(t.distance[63][31], 194);
	assert_int_equal(t.distance[1][62], 163);
	free(text);
}

static void cpus_may_be_interleaved_and_ram_in_several_ranges(void **state)
{
	struct topology t;
	struct error err;

	(void)state;
	assert_int_equal(load_text(&t, "[node 0]\nmemory = 1G 512M\n"
				   "cpus = 0-1,4-4\n"
				   "[node 1]\nmemory = 1G 512M\n"
				   "cpus = 2-3,5-5\nhotpluggable = yes\n",
				   &err), 0);
	assert_int_equal(t.range_count, 5);
	assert_int_equal(topology_nid_of(&t, 0x3fffffff), 0);
	assert_int_equal(topology_nid_of(&t, 0x40000000), 1);
	assert_int_equal(topology_nid_of(&t, 0x100000000), 0);
	assert_int_equal(topology_nid_of(&t, 0x120000000), 1);
	assert_int_equal(t.guest_nodes[1].cpus, 0x2c);
	assert_int_equal(t.guest_nodes[1].memory_bytes, 1536 << 20);
	assert_qemu_args(&t, "-m 3072M -smp 6,sockets=6,maxcpus=6"
			 " -object memory-backend-ram,id=ram0,size=1024M,reserve=off"
			 " -numa node,nodeid=0,cpus=0-1,cpus=4-4,memdev=ram0"
			 " -object memory-backend-ram,id=ram1,size=1024M,reserve=off"
			 " -numa node,nodeid=1,cpus=2-3,cpus=5-5,memdev=ram1"
			 " -object memory-backend-ram,id=ram2,size=512M,reserve=off"
			 " -numa node,nodeid=2,memdev=ram2"
			 " -object memory-backend-ram,id=ram3,size=512M,reserve=off"
			 " -numa node,nodeid=3,memdev=ram3");
}

/* Each with the whole sentence, without the file's name. */
static const struct {
	const char *text;
	const char *sentence;
} refused[] = {
	{ "",
	  ": found no node with memory, expected at least one `memory = …`" },
	{ "memory = 1G\n",
	  ":1: found `memory = 1G`, expected it in [topology], [node 0] to [node 63], [hole 0] to [hole 7], [guest 0] to [guest 63] or [distance], not in []" },
	{ "[node 64]\nmemory = 1G\n",
	  ":2: found `memory = 1G`, expected it in [node 0] to [node 63], not in [node 64]: kernels here are built for 64 nodes, and QEMU has at most 128" },
	{ "[nodes]\nmemory = 1G\n",
	  ":2: found `memory = 1G`, expected it in [topology], [node 0] to [node 63], [hole 0] to [hole 7], [guest 0] to [guest 63] or [distance], not in [nodes]" },
	{ "[node 0]\nmemory\n",
	  ":2: found a line that is neither a section, an entry nor a comment, expected `key = value`" },
	{ NODE0 "ram = 1G\n",
	  ":4: found `ram = 1G`, expected a key of [node]: memory, cpus, hotpluggable, hot-add or start" },
	{ "[topology]\nname = x\n",
	  ":2: found `name = x`, expected a key of [topology]: description, srat, parameters or host-node" },
	{ NODE0 "memory = 2G\n",
	  ":4: found `memory = 2G`, expected `memory` only once in [node 0], it is on line 2 already" },
	{ "[node 0]\nmemory = 100M\n",
	  ":2: found `memory = 100M`, expected a multiple of 128M (a memory block of the kernel), at most 64T, or up to 4 of them" },
	{ "[node 0]\nmemory = 65T\n",
	  ":2: found `memory = 65T`, expected a multiple of 128M (a memory block of the kernel), at most 64T, or up to 4 of them" },
	{ "[node 0]\ncpus = -1\n",
	  ":2: found `cpus = -1`, expected a number of CPUs, 0 to 64, or their numbers as in 0-3,8-11 (one alone is 4-4); kernels here are built for 64" },
	{ NODE0 "[node 1]\ncpus = 1-1\n",
	  ":5: found `cpus = 1-1`, expected numbers of CPUs on all nodes, as in 0-3,8-11, or on none" },
	{ "[node 0]\nmemory = 1G\ncpus = 0-2\n[node 1]\ncpus = 2-3\n",
	  ":5: found `cpus = 2-3`, expected each CPU on one node only: node 0 has some of them" },
	{ "[node 0]\nmemory = 1G\ncpus = 0-1,4-5\n",
	  ": found no CPU 2 on any node, expected CPUs 0 to 5 without a gap" },
	{ NODE0 "[node 1]\nmemory = 128M 128M\nhot-add = yes\n",
	  ":5: found `memory = 128M 128M`, expected one size where memory is hot-added or SRAT is not good" },
	{ "[node 0]\nhotpluggable = maybe\n",
	  ":2: found `hotpluggable = maybe`, expected yes or no" },
	{ "[node 0]\ncpus = 1\n",
	  ": found no node with memory, expected at least one `memory = …`" },
	{ "[node 0]\nmemory = 1G\n",
	  ": found 0 CPUs on all nodes, expected 1 to 64" },
	{ "[node 0]\nmemory = 1G\ncpus = 60\n[node 1]\ncpus = 5\n",
	  ": found 65 CPUs on all nodes, expected 1 to 64" },
	{ NODE0 "[node 1]\nmemory = 64T\n",
	  ": found 65537 GiB on all nodes, expected at most 65536" },
	{ NODE0 "[node 2]\nmemory = 1G\n",
	  ": found [node 2] but no [node 1], expected numbers without a gap" },
	{ NODE0 "[node 1]\nmemory = 0\n",
	  ": found neither memory nor CPUs on node 1, expected one of them" },
	{ NODE0 "[node 1]\nmemory = 1G\n[node 2]\ncpus = 1\n",
	  ": found node 1 without CPUs before node 2 with CPUs, expected nodes without CPUs last, where Linux numbers them" },
	{ NODE0 "[node 1]\ncpus = 1\nhotpluggable = yes\n",
	  ":6: found `hotpluggable = yes`, expected memory on a hotpluggable node" },
	{ NODE0 "[node 1]\ncpus = 1\nstart = 4G\n",
	  ":6: found `start = 4G`, expected memory on a node with an address" },
	{ NODE0 NODE1 "start = here\n",
	  ":7: found `start = here`, expected an address such as 4G or 0x100000000" },
	{ NODE0 NODE1 "start = 512M\n",
	  ":7: found `start = 512M`, expected 0x40000000: node 1 would overlap node 0" },
	{ NODE0 NODE1 "start = 4G\n",
	  ":7: found `start = 4G`, expected 0x40000000, where QEMU puts node 1" },
	{ NODE0 NODE1 "[distance]\ndefault = 10\n",
	  ":8: found `default = 10`, expected a distance of 11 to 254" },
	{ NODE0 NODE1 "[distance]\ndefault = 20\ndefault = 20\n",
	  ":9: found `default = 20`, expected `default` only once" },
	{ NODE0 NODE1 "[distance]\nring = yes\n",
	  ":8: found `ring = yes`, expected `default = …` or a node's number and its distances to all nodes" },
	{ NODE0 NODE1 "[distance]\n0 = 10 9\n",
	  ":8: found `0 = 10 9`, expected 10 in column 0 and 11 to 254 in the others, column 1 has `9`" },
	{ NODE0 NODE1 "[distance]\n0 = 10 255\n",
	  ":8: found `0 = 10 255`, expected 10 in column 0 and 11 to 254 in the others, column 1 has `255`" },
	{ NODE0 NODE1 "[distance]\n1 = 20 20\n",
	  ":8: found `1 = 20 20`, expected 10 in column 1 and 11 to 254 in the others, column 1 has `20`" },
	{ NODE0 NODE1 "[distance]\n0 = 10 20\n0 = 10 20\n",
	  ":9: found `0 = 10 20`, expected 10 in column 0 and 11 to 254 in the others, column 2 has `10`" },
	{ NODE0 NODE1 "[distance]\n0 = 10 20\n0 = 20\n",
	  ":8: found 3 distances of node 0, expected 2, one per node" },
	{ NODE0 NODE1 "[distance]\n0 = 10\n",
	  ":8: found 1 distances of node 0, expected 2, one per node" },
	{ NODE0 NODE1 "[distance]\n2 = 20 20 10\n",
	  ":8: found distances of node 2, expected those of the nodes 0 to 1 only" },
	{ NODE0 NODE1 "[distance]\n0 = 10 30\n",
	  ":8: found distance 30 from node 0 to node 1 but no row of node 1, expected one: the way back would be the default, 20" },
	{ NODE0 "[hole 0]\nstart = 512M\n",
	  ": found [hole 0] incomplete, expected `start = …` and `size = …`" },
	{ NODE0 "[hole 0]\nstart = 512M\nsize = 1\n",
	  ":6: found `size = 1`, expected a multiple of 4K greater than 0" },
	{ NODE0 "[hole 0]\nstart = 1G\nsize = 64M\n",
	  ":5: found `start = 1G`, expected an address in a node's RAM" },
	{ NODE0 "[hole 0]\nstart = 512M\nsize = 1G\n",
	  ":6: found `size = 1G`, expected a hole that ends in the same RAM of node 0, at 0x3fffffff or before" },
	{ NODE0 "[hole 0]\nstart = 16M\nsize = 64M\n",
	  ":5: found `start = 16M`, expected a hole that leaves the kernel 0 to 64M and the last 32M below 0x40000000 (firmware and initrd)" },
	{ NODE0 "[hole 0]\nstart = 960M\nsize = 64M\n",
	  ":5: found `start = 960M`, expected a hole that leaves the kernel 0 to 64M and the last 32M below 0x40000000 (firmware and initrd)" },
	{ NODE0 "[hole 0]\nstart = 512M\nsize = 64M\n[hole 1]\nstart = 575M\nsize = 4K\n",
	  ":8: found `start = 575M`, expected a hole that does not overlap [hole 0]" },
	{ NODE0 "[hole 0]\nstart = 256M\nsize = 600M\n",
	  ": found holes of 600 MiB on node 0, expected at most half of its 1024 MiB" },
	{ "[topology]\nsrat = bad\n",
	  ":2: found `srat = bad`, expected good, corrupt or none" },
	{ NODE0 NODE1 "[topology]\nsrat = none\n",
	  ":8: found `srat = none`, expected [guest 0] with what the guest makes of 2 nodes then" },
	{ NODE0 NODE1 "[topology]\nparameters = " EIGHTY EIGHTY "\n",
	  ":8: found `parameters = " EIGHTY EIGHTY "`, expected at most 159 characters" },
	{ NODE0 "[node 1]\nmemory = 1G\nhot-add = perhaps\n",
	  ":6: found `hot-add = perhaps`, expected yes or no" },
	{ NODE0 "hot-add = yes\n",
	  ":4: found `hot-add = yes`, expected node 0 to be there at boot: the kernel's image is loaded there" },
	{ NODE0 "[node 1]\ncpus = 1\nhot-add = yes\n",
	  ":6: found `hot-add = yes`, expected memory on a hot-added node" },
	{ NODE0 NODE1 "hotpluggable = no\nhot-add = yes\n",
	  ":7: found `hotpluggable = no`, expected yes: node 1 is hot-added" },
	{ NODE0 NODE1 "hot-add = yes\nhotpluggable = no\n",
	  ":8: found `hotpluggable = no`, expected yes: node 1 is hot-added" },
	{ NODE0 NODE1 "hot-add = yes\n[topology]\nsrat = none\n" GUEST0,
	  ":7: found `hot-add = yes`, expected it with `srat = good` only, which says on which node the memory comes" },
	{ NODE0 NODE1 "hot-add = yes\nstart = 1G\n",
	  ":8: found `start = 1G`, expected 0x100000000, where QEMU puts node 1" },
	{ NODE0 NODE1 "hot-add = yes\n[hole 0]\nstart = 4G\nsize = 64M\n",
	  ":9: found `start = 4G`, expected an address in RAM that is there at boot: node 1 is hot-added" },
	{ NODE0 "[guest 0]\nmemory = much\n",
	  ":5: found `memory = much`, expected a size such as 512M" },
	{ NODE0 "[guest 0]\ncpus = 0-64\n",
	  ":5: found `cpus = 0-64`, expected CPUs from 0 to 63 as the kernel prints them, such as 0-1,4" },
	{ NODE0 "[guest 0]\ncpus = 1-0\n",
	  ":5: found `cpus = 1-0`, expected CPUs from 0 to 63 as the kernel prints them, such as 0-1,4" },
	{ NODE0 "[guest 0]\ncpus = 0,\n",
	  ":5: found `cpus = 0,`, expected CPUs from 0 to 63 as the kernel prints them, such as 0-1,4" },
	{ NODE0 "[guest 0]\ncpus = 0 1\n",
	  ":5: found `cpus = 0 1`, expected CPUs from 0 to 63 as the kernel prints them, such as 0-1,4" },
	{ NODE0 "[guest 0]\nmemory = 1G\ncpus = 0-1\n",
	  ":6: found `cpus = 0-1`, expected CPUs of the machine, 0 to 0" },
	{ NODE0 NODE1 "[guest 0]\nmemory = 2G\ncpus = 0\n",
	  ": found [guest N] without some of the 2 CPUs, expected each in one of them" },
	{ NODE0 NODE1 GUEST0 "[guest 1]\ncpus = 1\n",
	  ":11: found `cpus = 1`, expected each CPU in one [guest N] only" },
	{ NODE0 NODE1 GUEST0 "[guest 1]\nmemory = 0\n",
	  ": found neither memory nor CPUs in [guest 1], expected one of them" },
	{ NODE0 NODE1 GUEST0 "[guest 2]\nmemory = 1G\n",
	  ": found [guest 2] but no [guest 1], expected numbers without a gap" },
	{ NODE0 NODE1 GUEST0 "distances = 10 20\n",
	  ":10: found `distances = 10 20`, expected 1 distances, one per [guest N]" },
	{ NODE0 NODE1 GUEST0 "distances = 9\n",
	  ":10: found `distances = 9`, expected at most 64 distances of 10 to 254" },
	{ NODE0 "[guest 0]\nmemory = 2G\ncpus = 0\n",
	  ": found 2048 MiB in all [guest N], expected 1024, all RAM without holes" },
};

static void what_cannot_be_a_machine_is_refused_in_one_sentence(void **state)
{
	struct topology t;
	struct error err;

	(void)state;
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
		assert_int_equal(load_text(&t, refused[i].text, &err),
				 -EINVAL);
		assert_string_equal(err.text, refused[i].sentence);
	}
}

static void more_hot_added_nodes_than_slots_are_refused(void **state)
{
	struct topology t;
	struct error err;

	(void)state;
	for (int last = 16; last <= 17; last++) {
		char *text = NULL;
		size_t size;
		FILE *file = open_memstream(&text, &size);

		fputs(NODE0, file);
		for (int nid = 1; nid <= last; nid++)
			fprintf(file,
				"[node %d]\nmemory = 128M\nhot-add = yes\n",
				nid);
		fclose(file);
		assert_int_equal(load_text(&t, text, &err),
				 last == 16 ? 0 : -EINVAL);
		free(text);
	}
	assert_string_equal(err.text,
			    ": found 17 hot-added nodes, expected at most 16: the firmware has no more slots");
}

/* A node without memory has no file and takes no descriptor. */
static void shared_ram_is_in_the_files_that_are_passed(void **state)
{
	static const int fds[] = { 7, 9, 11, 0 };
	struct argv argv = { 0 };
	struct topology t;
	char *line;

	(void)state;
	load(&t, SHIPPED "numa4-memoryless.topo");
	topology_add_qemu_args(&t, TOPOLOGY_VCPUS_ALL,
			       (struct topology_backing){ .ram_fds = fds },
			       &argv);
	line = argv_join(&argv);
	assert_non_null(strstr(line,
			       " -object memory-backend-file,id=ram0,size=1024M,reserve=off,share=on,mem-path=/dev/fd/7"
			       " -numa node,nodeid=0,cpus=0-0,memdev=ram0"
			       " -numa node,nodeid=1,cpus=1-1"
			       " -object memory-backend-file,id=ram2,size=1024M,reserve=off,share=on,mem-path=/dev/fd/9"
			       " -numa node,nodeid=2,cpus=2-2,memdev=ram2"
			       " -object memory-backend-file,id=ram3,size=1024M,reserve=off,share=on,mem-path=/dev/fd/11"
			       " -numa node,nodeid=3,memdev=ram3"));
	free(line);
	argv_release(&argv);
}

static void equal_nodes_need_no_file(void **state)
{
	char *text = topology_uniform_text("16x60G");
	struct topology t;
	struct error err;

	(void)state;
	assert_int_equal(load_text(&t, text, &err), 0);
	free(text);
	assert_int_equal(t.node_count, 16);
	assert_int_equal(t.cpu_count, 16);
	assert_int_equal(t.memory_bytes, 960ULL << 30);
	assert_false(t.nodes[0].hotpluggable);
	assert_true(t.nodes[15].hotpluggable);
	assert_string_equal(t.description, "16 equal nodes");
}

static void other_names_are_not_taken_for_equal_nodes(void **state)
{
	static const char *const names[] = {
		"numa4", "x4G", "0x4G", "65x1G", "4x", "4xG", "4x4Gx", "-1x1G",
		"4x4G.topo", "", NULL,
	};

	(void)state;
	for (int i = 0; names[i]; i++)
		assert_null(topology_uniform_text(names[i]));
}

static void a_missing_file_and_a_long_path_are_named(void **state)
{
	struct topology t;
	struct error err = { "" };
	char path[PATH_MAX + 1];

	(void)state;
	assert_int_equal(topology_load(&t, "bench/no.topo", &err), -ENOENT);
	assert_string_equal(err.text,
			    "bench/no.topo: No such file or directory");
	memset(path, 'x', PATH_MAX);
	path[PATH_MAX] = '\0';
	assert_int_equal(topology_load(&t, path, &err), -ENAMETOOLONG);
	path[80] = '\0';
	assert_int_equal(topology_load(&t, path, &err), -ENAMETOOLONG);
	/* As deep as a run of a long arm in a long folder lies. */
	for (int i = 0; i < 400; i += 2)
		memcpy(path + i, "./", 3);
	strcpy(path + 400, "bench/topologies/uma.topo");
	assert_int_equal(topology_load(&t, path, &err), 0);
	assert_string_equal(t.name, "uma");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(shipped_topologies_lie_where_the_kernel_saw_them),
		cmocka_unit_test(eight_nodes_lie_where_the_kernel_saw_them),
		cmocka_unit_test(low_memory_ends_at_2g_from_0xb0000000_bytes_on),
		cmocka_unit_test(an_address_belongs_to_its_node_or_to_none),
		cmocka_unit_test(a_ring_keeps_its_rows_and_a_default_fills_the_rest),
		cmocka_unit_test(qemu_gets_memory_cpus_and_distances_of_each_node),
		cmocka_unit_test(a_counted_boot_has_the_first_cpu_alone),
		cmocka_unit_test(holes_become_memmap_parameters),
		cmocka_unit_test(parameters_follow_the_holes),
		cmocka_unit_test(a_hot_added_node_is_a_dimm_behind_all_other_ram),
		cmocka_unit_test(without_srat_qemu_is_told_of_no_node),
		cmocka_unit_test(the_guest_is_to_see_the_nodes_less_holes),
		cmocka_unit_test(or_what_the_file_says),
		cmocka_unit_test(sixty_four_nodes_fit_with_rows_of_two_digits),
		cmocka_unit_test(cpus_may_be_interleaved_and_ram_in_several_ranges),
		cmocka_unit_test(two_ways_may_differ_and_qemu_is_told_of_all),
		cmocka_unit_test(sixty_four_nodes_fit_with_rows_of_three_digits),
		cmocka_unit_test(what_cannot_be_a_machine_is_refused_in_one_sentence),
		cmocka_unit_test(more_hot_added_nodes_than_slots_are_refused),
		cmocka_unit_test(shared_ram_is_in_the_files_that_are_passed),
		cmocka_unit_test(equal_nodes_need_no_file),
		cmocka_unit_test(other_names_are_not_taken_for_equal_nodes),
		cmocka_unit_test(a_missing_file_and_a_long_path_are_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
