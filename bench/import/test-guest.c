// SPDX-License-Identifier: GPL-2.0-only
/* What a guest of a topology tells of itself gives that topology again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "import/acpitables.h"
#include "import/files.h"
#include "import/import.h"
#include "import/log.h"
#include "import/made-machine.h"
#include "import/sysfs.h"
#include "lib/file.h"
#include "lib/memstream.h"
#include "machine/acpi-set.h"

#define CONSOLES "workloads/placement/fixtures/"

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tables_of_a_guest_give_its_topology),
		cmocka_unit_test(sysfs_of_a_guest_gives_its_topology),
		cmocka_unit_test(a_log_of_a_guest_gives_its_topology),
		cmocka_unit_test(recorded_logs_give_their_nodes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
