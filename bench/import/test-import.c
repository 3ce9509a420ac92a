// SPDX-License-Identifier: GPL-2.0-only
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "import/acpitables.h"
#include "import/files.h"
#include "import/fit.h"
#include "import/import.h"
#include "import/log.h"
#include "import/lstopo.h"
#include "import/numactl.h"
#include "import/ram.h"
#include "import/resolve.h"
#include "import/sysfs.h"
#include "import/text.h"
#include "lib/alloc.h"
#include "lib/file.h"
#include "lib/le.h"
#include "lib/memstream.h"
#include "machine/acpi.h"
#include "machine/acpi-set.h"

#define SHIPPED "bench/topologies/"
#define CONSOLES "workloads/placement/fixtures/"
#define MIB(n) ((uint64_t)(n) << 20)

static struct error err;

/* What is compared: of the machine, not of the file. */
enum compared { MEMORY = 1, CPUS = 2, FLAGS = 4, ADDED = 8, DISTANCES = 16 };

/* Its topology, made of all that is said; @d is used up. */
static void make(struct described *d, struct topology *t)
{
	struct fit_scale scale = { .limit_bytes = UINT64_MAX };
	struct resolved *r = xcalloc(1, sizeof(*r));
	struct fitted *f = xcalloc(1, sizeof(*f));
	char *text = NULL;

	if (resolve(r, d, &err) || fit(f, r, &scale, d, &err) ||
	    text_make(r, f, d, "a machine", &text, &err) ||
	    topology_parse(t, "again.topo", text, &err))
		fail_msg("%s", err.text);
	free(text);
	free(f);
	resolved_release(r);
	free(r);
	described_release(d);
}

static void assert_same(const struct topology *a, const struct topology *b,
			int compared)
{
	assert_int_equal(a->node_count, b->node_count);
	for (unsigned int i = 0; i < a->node_count; i++) {
		const struct topology_node *left = &a->nodes[i];
		const struct topology_node *right = &b->nodes[i];

		if (compared & MEMORY) {
			assert_int_equal(left->memory_bytes,
					 right->memory_bytes);
			assert_memory_equal(left->later_bytes,
					    right->later_bytes,
					    sizeof(left->later_bytes));
		}
		if (compared & CPUS)
			assert_int_equal(left->cpu_set, right->cpu_set);
		if (compared & FLAGS)
			assert_int_equal(left->hotpluggable,
					 right->hotpluggable);
		if (compared & ADDED)
			assert_int_equal(left->hot_added, right->hot_added);
	}
	if (compared & DISTANCES)
		assert_memory_equal(a->distance, b->distance,
				    sizeof(a->distance));
}

/* For each shipped topology with nodes in its tables. */
static void for_each(void (*check)(const struct topology *t))
{
	struct topology *t = xcalloc(1, sizeof(*t));
	char **names;
	int count = directory_list(SHIPPED, &names, &err), checked = 0;

	for (int i = 0; i < count; i++) {
		char *path = xasprintf(SHIPPED "%s", names[i]);

		if (strstr(path, ".topo")) {
			if (topology_load(t, path, &err))
				fail_msg("%s", err.text);
			if (t->srat != TOPOLOGY_SRAT_NONE) {
				print_message("%s\n", names[i]);
				check(t);
				checked++;
			}
		}
		free(path);
	}
	assert_true(checked >= 15);
	directory_list_free(names);
	free(t);
}

/* Tables of a guest, found by their signatures in what its firmware has. */
static void describe_tables(const struct topology *t, struct described *d)
{
	static const char *const signatures[] = { "SRAT", "SLIT", "APIC" };
	struct acpi_set *set = xcalloc(1, sizeof(*set));
	struct acpitables tables = { 0 };

	acpi_build_set(t, 0x100000, set);
	for (int i = 0; i < 3; i++) {
		const char *at = memmem(set->bytes, set->size, signatures[i],
					4);

		assert_non_null(at);
		assert_int_equal(acpitables_add(&tables, "tables", at,
			set->size - (size_t)(at - (char *)set->bytes), &err),
			0);
	}
	if (acpitables_describe(&tables, "tables", d, &err))
		fail_msg("%s", err.text);
	acpitables_release(&tables);
	free(set);
}

/* e820 has all but what comes later. */
static void add_e820(const struct topology *t, struct described *d)
{
	for (unsigned int i = 0; i < t->range_count; i++)
		if (!t->nodes[t->ranges[i].nid].hot_added)
			spans_add(&d->ram, (struct span){
				.start = t->ranges[i].start,
				.end_inclusive = t->ranges[i].end_inclusive,
				.nid = -1,
			});
}

static void check_tables(const struct topology *t)
{
	struct topology *again = xcalloc(1, sizeof(*again));
	struct described d = { 0 };

	describe_tables(t, &d);
	make(&d, again);
	assert_same(t, again, MEMORY | CPUS | FLAGS | DISTANCES);
	assert_int_equal(t->srat, again->srat);
	describe_tables(t, &d);
	add_e820(t, &d);
	make(&d, again);
	assert_same(t, again, MEMORY | CPUS | FLAGS | ADDED | DISTANCES);
	free(again);
}

static void tables_of_a_guest_give_its_topology(void **state)
{
	(void)state;
	for_each(check_tables);
}

static void add_file(struct import_files *files, char *path, char *text)
{
	files->at = xgrow(files->at, files->count, sizeof(*files->at));
	files->at[files->count++] = (struct import_file){
		path, text, text ? strlen(text) : 0,
	};
}

static char *cpulist_of(uint64_t set)
{
	size_t size;
	char *text;
	FILE *out = memstream_open(&text, &size);

	for (int cpu = 0; cpu < 64; cpu++)
		if (set >> cpu & 1)
			fprintf(out, "%d,", cpu);
	memstream_close(out);
	if (size)
		text[size - 1] = '\n';
	return text;
}

static char *distances_of(const struct topology *t, unsigned int from)
{
	size_t size;
	char *text;
	FILE *out = memstream_open(&text, &size);

	for (unsigned int to = 0; to < t->node_count; to++)
		fprintf(out, "%u ", t->distance[from][to]);
	memstream_close(out);
	return text;
}

/* As the kernel of a guest shows them, below any folder. */
static void make_sysfs(const struct topology *t, struct import_files *files)
{
	const char *node = "copy/sys/devices/system/node/node";

	for (unsigned int i = 0; i < t->node_count; i++) {
		add_file(files, xasprintf("%s%u/cpulist", node, i),
			 cpulist_of(t->nodes[i].cpu_set));
		add_file(files, xasprintf("%s%u/distance", node, i),
			 distances_of(t, i));
		add_file(files, xasprintf("%s%u/meminfo", node, i),
			 xasprintf("Node %u MemTotal:       %llu kB\n", i,
				   (unsigned long long)
				   (t->nodes[i].memory_bytes >> 10) * 63 / 64));
	}
	for (unsigned int i = 0; i < t->range_count; i++)
		for (uint64_t at = t->ranges[i].start / MIB(128);
		     at <= t->ranges[i].end_inclusive / MIB(128); at++)
			add_file(files, xasprintf("%s%d/memory%llu", node,
						  t->ranges[i].nid,
						  (unsigned long long)at),
				 NULL);
	add_file(files,
		 xstrdup("copy/sys/devices/system/memory/block_size_bytes"),
		 xstrdup("8000000\n"));
}

static void check_sysfs(const struct topology *t)
{
	struct topology *again = xcalloc(1, sizeof(*again));
	struct import_files files = { 0 };
	struct described d = { 0 };

	make_sysfs(t, &files);
	if (sysfs_describe(&files, "copy", &d, &err))
		fail_msg("%s", err.text);
	make(&d, again);
	assert_same(t, again, MEMORY | CPUS | DISTANCES);
	files_release(&files);
	free(again);
}

static void sysfs_of_a_guest_gives_its_topology(void **state)
{
	(void)state;
	for_each(check_sysfs);
}

/* A log of a guest, in the lines of Linux 6.1. */
static char *log_of(const struct topology *t)
{
	size_t size;
	char *text;
	FILE *out = memstream_open(&text, &size);

	fprintf(out, "<5>[    0.000000] Linux version 6.1.0-9 (gcc)\r\n"
		"<6>[    0.000000] Command line: ro%s\r\n", "");
	for (unsigned int i = 0; i < t->range_count; i++)
		if (!t->nodes[t->ranges[i].nid].hot_added)
			fprintf(out, "[    0.000000] BIOS-e820: [mem 0x%016llx-0x%016llx] usable\r\n",
				(unsigned long long)t->ranges[i].start,
				(unsigned long long)t->ranges[i].end_inclusive);
	for (unsigned int i = 0; i < t->node_count; i++)
		for (int cpu = 0; cpu < 64; cpu++)
			if (t->nodes[i].cpu_set >> cpu & 1)
				fprintf(out, "[    0.01] SRAT: PXM %u -> APIC 0x%02x -> Node %u\r\n",
					i, cpu, i);
	for (unsigned int i = 0; i < t->range_count; i++)
		fprintf(out, "[    0.01] ACPI: SRAT: Node %d PXM %d [mem 0x%08llx-0x%08llx]%s\r\n",
			t->ranges[i].nid, t->ranges[i].nid,
			(unsigned long long)t->ranges[i].start,
			(unsigned long long)t->ranges[i].end_inclusive,
			t->ranges[i].hotpluggable ? " hotplug" : "");
	fprintf(out, "[    0.02] Zone ranges:\r\n");
	memstream_close(out);
	return text;
}

static void check_log(const struct topology *t)
{
	struct topology *again = xcalloc(1, sizeof(*again));
	struct described d = { 0 };
	char *text = log_of(t);

	if (log_describe(text, strlen(text), "dmesg", 0, &d, &err))
		fail_msg("%s", err.text);
	make(&d, again);
	assert_same(t, again, MEMORY | CPUS | FLAGS | ADDED);
	free(again);
}

static void a_log_of_a_guest_gives_its_topology(void **state)
{
	(void)state;
	for_each(check_log);
}

/* Of recorded consoles: nodes, MiB and CPUs of each. */
static void recorded_logs_give_their_nodes(void **state)
{
	static const char *const names[] = { "all-classes-6.1",
					     "all-classes-6.12",
					     "patched-movable-4k" };
	struct topology *t = xcalloc(1, sizeof(*t));

	(void)state;
	for (int i = 0; i < 3; i++) {
		char *path = xasprintf(CONSOLES "%s/console.log", names[i]);
		const char *paths[] = { path, NULL };
		struct described d;

		if (import_read(&d, paths, 0, &err))
			fail_msg("%s", err.text);
		make(&d, t);
		assert_int_equal(t->node_count, 2);
		for (int nid = 0; nid < 2; nid++) {
			assert_int_equal(t->nodes[nid].memory_bytes,
					 MIB(1024));
			assert_int_equal(t->nodes[nid].cpu_set, 1 << nid);
			assert_int_equal(t->nodes[nid].hotpluggable, nid);
		}
		free(path);
	}
	free(t);
}

#define HEAD "[    0.000000] Linux version 6.1.0 (gcc)\n"
#define E820(range) "[    0.000000] BIOS-e820: [mem " range "] usable\n"
#define SRAT(nid, range) \
	"[    0.010000] ACPI: SRAT: Node " #nid " PXM " #nid " [mem " range "]"
#define REST "[    0.020000] Zone ranges:\n[    0.100000] .... node  #0, CPUs:        #1  #2\n[    0.200000] .... node  #1, CPUs:    #3\n"
#define TWO E820("0x0-0x7fffffff") E820("0x100000000-0x17fffffff") \
	SRAT(0, "0x0-0x7fffffff") "\n" SRAT(1, "0x100000000-0x17fffffff") " hotplug\n"

static int describe_text(const char *text, unsigned int boot,
			 struct described *d)
{
	*d = (struct described){ 0 };
	return log_describe(xstrdup(text), strlen(text), "dmesg", boot, d,
			    &err);
}

static void assert_refused(const char *text, const char *sentence)
{
	struct described d;

	assert_int_not_equal(describe_text(text, 0, &d), 0);
	if (!strstr(err.text, sentence))
		fail_msg("found `%s`, expected `%s`", err.text, sentence);
	described_release(&d);
}

static void a_log_that_lacks_something_is_refused(void **state)
{
	(void)state;
	assert_refused(TWO REST, "its beginning is missing");
	assert_refused(HEAD TWO, "the log was cut off before");
	assert_refused(HEAD "[    0.1] Zone ranges:\n",
		       "found no range of memory");
	assert_refused(HEAD E820("0x0-0x7fff") "** 3 printk messages dropped **\n"
		       TWO REST, "dmesg:3: found `** 3 printk");
	assert_refused(HEAD "[    0.0] BIOS-e820: [mem 0x0-0x7fff[    0.1] smp: up\n"
		       TWO REST, "dmesg:2: ");
	assert_refused(HEAD "[    0.0] SRAT: Node 0 PXM 0 [mem 0x0-\n" TWO REST,
		       "expected a node and its range in SRAT");
	assert_refused(HEAD "[    0.0] smp: CPU1 BIOS-e820: [mem 0x0-0x1] usable\n"
		       TWO REST, "a whole line of its own");
}

static void cpus_that_started_are_on_their_nodes(void **state)
{
	struct topology *t = xcalloc(1, sizeof(*t));
	struct described d;

	(void)state;
	assert_int_equal(describe_text(HEAD TWO REST, 0, &d), 0);
	make(&d, t);
	assert_int_equal(t->nodes[0].cpu_set, 7);
	assert_int_equal(t->nodes[1].cpu_set, 8);
	assert_int_equal(t->nodes[0].memory_bytes, MIB(2048));
	assert_int_equal(t->nodes[1].memory_bytes, MIB(2048));
	assert_true(t->nodes[1].hotpluggable);
	free(t);
}

static void one_boot_of_several_is_taken(void **state)
{
	static const char text[] =
		"[  999.000000] audit: of an earlier boot\n"
		HEAD TWO REST
		HEAD E820("0x0-0x3fffffff") SRAT(0, "0x0-0x3fffffff") "\n"
		"[    0.02] Zone ranges:\n"
		"[    0.1] smpboot: Allowing 4 CPUs, 0 hotplug CPUs\n";
	struct topology *t = xcalloc(1, sizeof(*t));
	struct described d;

	(void)state;
	assert_int_equal(describe_text(text, 0, &d), 0);
	assert_string_equal(d.notes[0],
			    "the log has several boots: this is boot 2 of 2, the last");
	make(&d, t);
	assert_int_equal(t->node_count, 1);
	assert_int_equal(t->cpu_count, 4);
	assert_int_equal(describe_text(text, 1, &d), 0);
	make(&d, t);
	assert_int_equal(t->node_count, 2);
	assert_int_not_equal(describe_text(text, 3, &d), 0);
	assert_non_null(strstr(err.text, "found 2 boots in the log"));
	described_release(&d);
	free(t);
}

/* Lines of 2.6.39, of 7.1, of arm64; a slot that several nodes name. */
static void lines_of_other_kernels_are_read(void **state)
{
	static const char *const texts[] = {
		HEAD " BIOS-e820: 0000000000000000 - 0000000080000000 (usable)\n"
		" BIOS-e820: 0000000100000000 - 0000000180000000 (usable)\n"
		"SRAT: PXM 0 -> APIC 0 -> Node 0\nSRAT: PXM 1 -> APIC 1 -> Node 1\n"
		"SRAT: Node 0 PXM 0 0-80000000\nSRAT: Node 1 PXM 1 100000000-180000000\n"
		"Zone ranges:\n",
		HEAD "BIOS-e820: [mem 0x0000000000000000-0x000000007fffffff]  System RAM\n"
		"BIOS-e820: [gap 0x0000000080000000-0x00000000ffffffff]\n"
		"BIOS-e820: [mem 0x0000000100000000-0x000000017fffffff]  System RAM\n"
		SRAT(0, "0x00000000-0x7fffffff") "\n"
		SRAT(1, "0x100000000-0x17fffffff") "\n"
		SRAT(0, "0x1000000000-0x1fffffffff") " hotplug\n"
		SRAT(1, "0x1000000000-0x1fffffffff") " hotplug\n"
		"Zone ranges:\npcpu-alloc: [0] 0 [1] 1\n",
		"[    0.0] Booting Linux on physical CPU 0x0000000000 [0x1]\n" HEAD
		"[    0.0] ACPI: NUMA: SRAT: PXM 0 -> MPIDR 0x0 -> Node 0\n"
		"[    0.0] ACPI: NUMA: SRAT: PXM 1 -> MPIDR 0x10000 -> Node 1\n"
		SRAT(0, "0x00000000-0x7fffffff") "\n"
		SRAT(1, "0x100000000-0x17fffffff") "\n"
		"Early memory node ranges\n"
		"  node   0: [mem 0x0000000000000000-0x000000007fffffff]\n"
		"  node   1: [mem 0x0000000100000000-0x000000017fffffff]\n",
	};
	struct topology *t = xcalloc(1, sizeof(*t));
	struct described d;

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		if (describe_text(texts[i], 0, &d))
			fail_msg("%s", err.text);
		make(&d, t);
		assert_int_equal(t->node_count, 2);
		for (int nid = 0; nid < 2; nid++) {
			assert_int_equal(t->nodes[nid].memory_bytes,
					 MIB(2048));
			assert_int_equal(t->nodes[nid].cpus, 1);
		}
	}
	free(t);
}

static void numactl_and_lstopo_give_nodes(void **state)
{
	static const char numactl[] =
		"available: 3 nodes (0-2)\nnode 0 cpus: 0 2\n"
		"node 0 size: 15802 MB\nnode 0 free: 1 MB\nnode 1 cpus:\n"
		"node 1 size: 8192 MB\nnode 1 free: 1 MB\nnode 2 cpus: 1 3\n"
		"node 2 size: 15990 MB\nnode distances:\nnode   0   1   2\n"
		"  0:  10  17  21\n  1:  17  10  28\n  2:  21  28  10\n";
	static const char version2[] =
		"<?xml version=\"1.0\"?><!DOCTYPE topology SYSTEM \"hwloc2.dtd\">"
		"<topology version=\"2.0\"><object type=\"Machine\" os_index=\"0\">"
		"<object type=\"Package\"><object type=\"NUMANode\" os_index=\"0\" cpuset=\"0x00000005\" local_memory=\"17179869184\"/>"
		"<object type=\"NUMANode\" os_index=\"1\" cpuset=\"0x00000005\" local_memory=\"8589934592\"/></object>"
		"<object type=\"Package\"><object type=\"NUMANode\" os_index=\"2\" cpuset=\"0x0000000a\" local_memory=\"17179869184\"/></object></object>"
		"<distances2 type=\"NUMANode\" nbobjs=\"3\" kind=\"5\" name=\"NUMALatency\" indexing=\"os\">"
		"<indexes length=\"6\">0 1 2 </indexes><u64values length=\"9\">10 17 21 17 10 28 21 28 10 </u64values></distances2></topology>";
	static const char version1[] =
		"<topology><object type=\"Machine\"><distances nbobjs=\"3\" relative_depth=\"1\" latency_base=\"10.0\">"
		"<latency value=\"1.0\"/><latency value=\"1.7\"/><latency value=\"2.1\"/>"
		"<latency value=\"1.7\"/><latency value=\"1.0\"/><latency value=\"2.8\"/>"
		"<latency value=\"2.1\"/><latency value=\"2.8\"/><latency value=\"1.0\"/></distances>"
		"<object type=\"NUMANode\" os_index=\"0\" cpuset=\"0x00000005\" local_memory=\"17179869184\"/>"
		"<object type=\"NUMANode\" os_index=\"1\" cpuset=\"0x0\" local_memory=\"8589934592\"/>"
		"<object type=\"NUMANode\" os_index=\"2\" cpuset=\"0x0000000a\" local_memory=\"17179869184\"/></object></topology>";
	struct topology *t = xcalloc(1, sizeof(*t));

	(void)state;
	for (int i = 0; i < 3; i++) {
		struct described d = { 0 };
		int ret = i == 0 ? numactl_describe(numactl, "text", &d, &err) :
			  lstopo_describe(i == 1 ? version2 : version1,
					  i == 1 ? sizeof(version2) - 1 :
						   sizeof(version1) - 1,
					  "xml", &d, &err);

		if (ret)
			fail_msg("%s", err.text);
		make(&d, t);
		/* Without CPUs last: node 1 there is node 2 here. */
		assert_int_equal(t->node_count, 3);
		assert_int_equal(t->nodes[0].memory_bytes, MIB(16384));
		assert_int_equal(t->nodes[1].memory_bytes, MIB(16384));
		assert_int_equal(t->nodes[2].memory_bytes, MIB(8192));
		assert_int_equal(t->nodes[0].cpu_set, 5);
		assert_int_equal(t->nodes[1].cpu_set, 10);
		assert_int_equal(t->distance[0][2], 17);
		assert_int_equal(t->distance[1][2], 28);
		assert_int_equal(t->distance[0][1], 21);
	}
	free(t);
}

static void a_dump_of_acpidump_is_its_tables(void **state)
{
	struct acpi_table *table = xcalloc(1, sizeof(*table));
	struct topology *t = xcalloc(1, sizeof(*t));
	struct topology *again = xcalloc(1, sizeof(*again));
	struct acpitables tables = { 0 };
	struct described d = { 0 };
	size_t size;
	char *text;
	FILE *out = memstream_open(&text, &size);

	(void)state;
	assert_int_equal(topology_load(t, SHIPPED "numa4.topo", &err), 0);
	for (int i = 0; i < 2; i++) {
		i ? acpi_build_slit(t, table) : acpi_build_srat(t, table);
		fprintf(out, "%s @ 0x00000000\n", i ? "SLIT" : "SRAT");
		for (size_t at = 0; at < table->size; at++) {
			if (at % 16 == 0)
				fprintf(out, "%s    %04zX:",
					at ? "  ABCD.EF 01\n" : "", at);
			fprintf(out, " %02X", table->bytes[at]);
		}
		fputs("   12 34\n\n", out);
	}
	memstream_close(out);
	assert_true(acpitables_is_dump(text));
	if (acpitables_add_dump(&tables, "dump", text, &err) ||
	    acpitables_describe(&tables, "dump", &d, &err))
		fail_msg("%s", err.text);
	make(&d, again);
	assert_same(t, again, MEMORY | CPUS | FLAGS | DISTANCES);
	/* A byte that is another one. */
	*strstr(text, " 40") = ' ';
	strstr(text, " 00 ")[1] = '1';
	assert_int_not_equal(acpitables_add_dump(&tables, "dump", text, &err),
			     0);
	acpitables_release(&tables);
	free(text);
	free(again);
	free(t);
	free(table);
}

static void a_machine_is_made_small_enough(void **state)
{
	struct fit_scale scale = { .limit_bytes = MIB(1 << 20) };
	struct resolved *r = xcalloc(1, sizeof(*r));
	struct fitted *f = xcalloc(1, sizeof(*f));
	struct described d = { 0 };

	(void)state;
	/* 4 nodes of 1 TiB and 48 CPUs each */
	for (int nid = 0; nid < 4; nid++) {
		described_add_memory(&d, nid, MIB(1 << 20));
		for (unsigned int cpu = 0; cpu < 48; cpu++)
			described_add_cpu(&d.cpus, (unsigned int)nid * 48 + cpu,
					  nid);
	}
	assert_int_equal(resolve(r, &d, &err), 0);
	assert_int_not_equal(fit(f, r, &scale, &d, &err), 0);
	assert_non_null(strstr(err.text, "found 4096 GiB of RAM, expected at most 1024"));
	assert_int_equal(fit_parse_scale("1/16", &scale, &err), 0);
	assert_int_equal(fit(f, r, &scale, &d, &err), 0);
	for (int nid = 0; nid < 4; nid++) {
		assert_int_equal(f->pieces[nid][0], MIB(65536));
		assert_int_equal(f->cpus[nid], 16);
	}
	assert_int_not_equal(fit_parse_scale("2", &scale, &err), 0);
	assert_int_not_equal(fit_parse_scale("0", &scale, &err), 0);
	assert_int_not_equal(fit_parse_scale("1/0", &scale, &err), 0);
	assert_int_not_equal(fit_parse_scale("nan", &scale, &err), 0);
	scale = (struct fit_scale){ .limit_bytes = MIB(1 << 20) };
	assert_int_equal(fit_parse_scale("fit", &scale, &err), 0);
	assert_int_equal(fit(f, r, &scale, &d, &err), 0);
	assert_int_equal(f->pieces[0][0] * 4, MIB(32 << 10));
	resolved_release(r);
	described_release(&d);
	/* 65 nodes */
	for (int nid = 0; nid < 65; nid++) {
		described_add_memory(&d, nid, MIB(1024));
		described_add_cpu(&d.cpus, (unsigned int)nid, nid);
	}
	assert_int_not_equal(resolve(r, &d, &err), 0);
	assert_non_null(strstr(err.text, "found 65 nodes"));
	resolved_release(r);
	described_release(&d);
	free(f);
	free(r);
}

static void sizes_of_a_kernel_are_what_memory_comes_in(void **state)
{
	static const uint64_t mib[][2] = {
		{ 15802, 16384 }, { 15990, 16384 }, { 96478, 98304 },
		{ 128831, 131072 }, { 990, 1024 }, { 1948, 2048 },
		{ 7950, 8192 }, { 31990, 32768 }, { 1024, 1024 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(mib) / sizeof(mib[0]); i++)
		assert_int_equal(ram_estimate(MIB(mib[i][0])) >> 20,
				 mib[i][1]);
}

static void what_is_no_machine_is_said_to_be(void **state)
{
	static const struct {
		const char *text, *sentence;
	} cases[] = {
		{ "", "found an empty file" },
		{ "hello\n", "found nothing that tells of a machine" },
		{ "<?xml version=\"1.0\"?><svg/>", "found XML with <svg>" },
		{ "<?xml version=\"1.0\"?><topology>", "ends early" },
		{ "[000h 0000]  Subtable Type : 00\n", "iasl took apart" },
		{ "\x1f\x8b\x08\x00garbage", "ends early or is damaged" },
		{ "available: 2 nodes (0-1)\nnode 0 cpus: 0\nnode 0 size: 9 MB\n",
		  "expected those of 2" },
	};
	char path[] = "/tmp/test-import-XXXXXX";
	const char *paths[] = { path, NULL };
	int fd = mkstemp(path);

	(void)state;
	assert_true(fd >= 0);
	close(fd);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		size_t size = i == 5 ? 11 : strlen(cases[i].text);
		struct described d;

		assert_int_equal(file_write(path, cases[i].text, size, &err),
				 0);
		assert_int_not_equal(import_read(&d, paths, 0, &err), 0);
		if (!strstr(err.text, cases[i].sentence))
			fail_msg("%s", err.text);
		described_release(&d);
	}
	unlink(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tables_of_a_guest_give_its_topology),
		cmocka_unit_test(sysfs_of_a_guest_gives_its_topology),
		cmocka_unit_test(a_log_of_a_guest_gives_its_topology),
		cmocka_unit_test(recorded_logs_give_their_nodes),
		cmocka_unit_test(a_log_that_lacks_something_is_refused),
		cmocka_unit_test(cpus_that_started_are_on_their_nodes),
		cmocka_unit_test(one_boot_of_several_is_taken),
		cmocka_unit_test(lines_of_other_kernels_are_read),
		cmocka_unit_test(numactl_and_lstopo_give_nodes),
		cmocka_unit_test(a_dump_of_acpidump_is_its_tables),
		cmocka_unit_test(a_machine_is_made_small_enough),
		cmocka_unit_test(sizes_of_a_kernel_are_what_memory_comes_in),
		cmocka_unit_test(what_is_no_machine_is_said_to_be),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
