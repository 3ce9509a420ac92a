// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "classes.h"
#include "evidence/bootlog.h"
#include "evidence/klog.h"
#include "lib/alloc.h"
#include "lib/file.h"
#include "lib/memstream.h"
#include "machine/topology.h"
#include "reservations.h"
#include "workload/sample.h"
#include "steps.h"
#include "test-console.h"
#include "trace.h"

#define FIXTURES "workloads/placement/fixtures/"

/* What the workload wrote. */
static char *samples, *placements;

/* Stands in for the real one where that is not linked. */
__attribute__((weak)) int
sample_emit(const struct sample_sink *sink, const char *metric,
	    const char *item, int nid, uint64_t value, struct error *error)
{
	char node[16] = "";

	(void)error;
	if (nid >= 0)
		snprintf(node, sizeof(node), "%d", nid);
	fprintf(sink->samples, "%s%s,%s,%s,%" PRIu64 "%s\n", sink->prefix,
		metric, item, node, value, sink->suffix);
	return 0;
}

/* Two nodes of @node_bytes, the second hotpluggable. */
static void topology_make(struct topology *t, uint64_t node_bytes)
{
	memset(t, 0, sizeof(*t));
	t->node_count = 2;
	t->range_count = 3;
	t->ranges[0] = (struct topology_range){ 0, 0x9ffff, 0, false };
	t->ranges[1] = (struct topology_range){
		0x100000, node_bytes - 1, 0, false };
	t->ranges[2] = (struct topology_range){
		node_bytes, 2 * node_bytes - 1, 1, true };
	t->nodes[0].memory_bytes = node_bytes;
	t->nodes[1].memory_bytes = node_bytes;
	t->nodes[1].hotpluggable = true;
}

static int evidence_read(const char *directory, uint64_t node_bytes)
{
	struct topology topology = { 0 };
	struct run_evidence evidence =
		run_evidence_open(directory, &topology, NULL);
	FILE *table;
	struct sample_sink sink = {
		.prefix = "p,",
		.suffix = "",
		.row_prefix = "r,",
		.tables = &table,
		.metrics = workload_placement.metrics,
	};
	size_t size;
	int ret;

	topology_make(&topology, node_bytes);
	sink.samples = open_memstream(&samples, &size);
	table = open_memstream(&placements, &size);
	ret = workload_placement.read_samples(&evidence, &sink, &err);
	run_evidence_close(&evidence);
	fclose(sink.samples);
	fclose(table);
	return ret;
}

static int forget(void **state)
{
	(void)state;
	free(samples);
	free(placements);
	samples = placements = NULL;
	return 0;
}

/* @key: "metric,item,node" */
static void assert_sample(const char *key, uint64_t value)
{
	char part[128];
	const char *at;

	snprintf(part, sizeof(part), "p,%s,%" PRIu64, key, value);
	assert_has(samples, part);
	at = strstr(samples, part) + strlen(part);
	assert_true(*at == ',' || *at == '\n');
}

static void unpatched_takes_the_last_node(void **state)
{
	(void)state;
	assert_int_equal(evidence_read(FIXTURES "unpatched-4k", 1 << 30), 0);
	assert_sample("placement.bytes,page-table,0", 0);
	assert_sample("placement.bytes,page-table,1", 13 * 4096);
	assert_sample("placement.hotpluggable.bytes,,",
		      10 * 4096 + (64 << 20));
	assert_has(placements, "r,11,0x7fdff000,0x7fdfffff,4096,1,1,"
		   "page-table,alloc_low_pages,1,0\n");
}

static void patched_stays_with_the_kernel(void **state)
{
	(void)state;
	assert_int_equal(evidence_read(FIXTURES "patched-movable-4k",
				       1 << 30), 0);
	assert_sample("placement.bytes,page-table,0", 10 * 4096);
	assert_sample("placement.hotpluggable.bytes,,", 0);
	assert_has(placements, "r,11,0x1c18000,0x1c18fff,4096,0,0,"
		   "page-table,alloc_low_pages,1,0\n");
	assert_has(placements, "crash-kernel,reserve_crashkernel,0,0\n");
}

static void what_came_before_the_option_is_in_the_first_list(void **state)
{
	(void)state;
	assert_int_equal(evidence_read(FIXTURES "unpatched-4k", 1 << 30), 0);
	assert_has(placements, ",0x1000000,0x1bfffff,12582912,0,0,kernel,,"
		   "1,0\n");
	assert_has(placements, ",0x7ff0b000,0x7ffdffff,872448,1,1,initrd,,"
		   "1,0\n");
	assert_has(placements, ",0x0,0xffff,65536,0,0,firmware,,1,0\n");
}

static void a_release_in_part_makes_two_rows(void **state)
{
	(void)state;
	assert_int_equal(evidence_read(FIXTURES "unpatched-4k", 1 << 30), 0);
	assert_has(placements,
		   "r,47,0x3fc00000,0x3fc28fff,167936,0,0,per-cpu,"
		   "pcpu_embed_first_chunk,0,0\n"
		   "r,47,0x3fc29000,0x3fdfffff,1929216,0,0,per-cpu,"
		   "pcpu_embed_first_chunk,0,1\n");
	assert_has(placements, "page-table,init_mem_mapping,1,1\n");
	assert_sample("placement.reservations,per-cpu,", 13);
	assert_sample("placement.bytes,per-cpu,0", 167936);
}

static void a_byte_reserved_twice_counts_once(void **state)
{
	(void)state;
	assert_int_equal(evidence_read(FIXTURES "unpatched-4k", 1 << 30), 0);
	assert_sample("placement.bytes,real-mode,0", 24576);
	assert_sample("placement.below_16m.bytes,,", 1 << 20);
}

static void every_class_has_a_sample_for_every_node(void **state)
{
	(void)state;
	assert_int_equal(evidence_read(FIXTURES "unpatched-4k", 1 << 30), 0);
	assert_sample("placement.bytes,cma,0", 0);
	assert_sample("placement.bytes,cma,1", 0);
	assert_sample("placement.reservations,cma,", 0);
}

static void lines_of_3_12_are_read(void **state)
{
	(void)state;
	assert_int_equal(evidence_read(FIXTURES "shape-3.12", 2ULL << 30), 0);
	assert_has(placements, ",0xffdff000,0xffdfffff,4096,1,1,page-table,"
		   "alloc_low_pages,1,0\n");
	assert_has(placements, ",0x99000,0x9efff,24576,0,0,real-mode,"
		   "reserve_real_mode,1,0\n");
	assert_has(placements, ",0xf0000000,0xf3ffffff,67108864,1,1,"
		   "crash-kernel,reserve_crashkernel,1,0\n");
	assert_has(placements, ",0x7fffb000,0x7fffffff,20480,0,0,node-data,"
		   "setup_node_data,0,0\n");
	assert_has(placements, ",0x7fa00000,0x7fbfffff,2097152,0,0,memmap,"
		   "__alloc_memory_core_early,0,1\n");
	assert_has(placements, ",0x7fa00000,0x7fa28fff,167936,0,0,per-cpu,");
	assert_has(placements, ",0xfff25000,0xfffdffff,765952,1,1,initrd,,");
	assert_has(placements, ",0xe0000000,0xefffffff,268435456,1,1,cma,"
		   "dma_contiguous_reserve_area,1,0\n");
	assert_has(placements, ",0xffcfe000,0xffdfdfff,1048576,1,1,log-buffer,"
		   "setup_log_buf,1,0\n");
	assert_sample("placement.hotpluggable.bytes,,",
		      3 * 4096 + ((64 + 256 + 1) << 20));
}

static void lines_of_6_12_are_read_with_stamps_and_cr(void **state)
{
	(void)state;
	assert_int_equal(evidence_read(FIXTURES "shape-6.12", 2ULL << 30), 0);
	assert_has(placements, ",0xfffdf000,0xfffdffff,4096,1,1,page-table,"
		   "alloc_low_pages,1,0\n");
	assert_has(placements, ",0xfffdc000,0xfffdefff,12288,1,1,node-data,"
		   "alloc_node_data,0,0\n");
	assert_has(placements, ",0xf7000000,0xfeffffff,134217728,1,1,"
		   "crash-kernel,reserve_crashkernel,0,0\n");
	assert_has(placements, ",0x1000000,0x2bfffff,29360128,0,0,kernel,,");
	assert_sample("placement.hotpluggable.bytes,,", 4096);
}

/* Held at the end, by class, as evidence_read() left it in @samples. */
static uint64_t class_bytes(const char *class_name)
{
	uint64_t all = 0, bytes;
	char format[64];

	snprintf(format, sizeof(format), "p,placement.bytes,%s,%%*[^,],%%"
		 SCNu64, class_name);
	for (const char *line = samples; line; line = strchr(line, '\n')) {
		line += *line == '\n';
		if (sscanf(line, format, &bytes) == 1)
			all += bytes;
	}
	return all;
}

static void assert_classes(const char *directory, uint64_t node_bytes,
			   const char *const *present)
{
	uint64_t all = 0;

	assert_int_equal(evidence_read(directory, node_bytes), 0);
	for (; *present; present++)
		if (!class_bytes(*present))
			fail_msg("%s: nothing is %s", directory, *present);
	for (size_t i = 0; classes_names[i]; i++)
		all += class_bytes(classes_names[i]);
	if (class_bytes("other") * 100 > all)
		fail_msg("%s: over 1 %% is other", directory);
	forget(NULL);
}

/* Linux 6.12 has no "cma=" here: CONFIG_CMA is in 6.1's corpus only. */
static void every_era_has_every_class(void **state)
{
	static const char *const all[] = {
		"crash-kernel", "log-buffer", "initrd", "acpi-table", "memmap",
		"per-cpu", "node-data", "real-mode", "page-table", "kernel",
		"firmware", NULL,
	};
	static const char *const with_cma[] = { "cma", NULL };
	static const char *const others[] = { "swiotlb", "hash-table", NULL };

	(void)state;
	assert_classes(FIXTURES "shape-3.12", 2ULL << 30, all);
	assert_classes(FIXTURES "shape-3.12", 2ULL << 30, with_cma);
	assert_classes(FIXTURES "shape-3.12", 2ULL << 30, others);
	assert_classes(FIXTURES "all-classes-6.1", 1 << 30, all);
	assert_classes(FIXTURES "all-classes-6.1", 1 << 30, with_cma);
	assert_classes(FIXTURES "all-classes-6.12", 1 << 30, all);
}

static void assert_steps(const char *text, uint64_t up, uint64_t down)
{
	struct steps steps[STEPS_STAGES];
	struct topology topology;
	struct places places;
	struct trace trace;

	topology_make(&topology, 1 << 30);
	assert_int_equal(string_parse(text, &trace), 0);
	places_of_topology(&places, &topology);
	steps_count(&trace, &places, steps);
	places_release(&places);
	assert_int_equal(steps[STEPS_BEFORE_SRAT].up, up);
	assert_int_equal(steps[STEPS_BEFORE_SRAT].down, down);
	trace_release(&trace);
}

/* Of each: what it adds to a console with one search of a page at 0x5000. */
static const struct {
	const char *text;
	uint64_t up;
	uint64_t down;
} after_a_page_at_0x5000[] = {
	{ PAGE_AT("0x6000-0x6fff"), 1, 0 },
	{ PAGE_AT("0x4000-0x4fff"), 0, 1 },
	{ PAGE_AT("0x6000-0x6fff") PAGE_AT("0x7000-0x7fff")
	  PAGE_AT("0x3000-0x3fff"), 2, 1 },
	/* more bytes and more alignment tell as well, less of one does not */
	{ REQUEST(8192, 2000, 0, 0, 0) " b+0x1/0x2\n" FOUND(0x8000, 0x9fff),
	  1, 0 },
	{ REQUEST(8192, 40, 0, 0, 0) " b+0x1/0x2\n" FOUND(0x8000, 0x9fff),
	  0, 0 },
	{ REQUEST(64, 1000, 0, 0, 0) " b+0x1/0x2\n" FOUND(0x8000, 0x803f),
	  0, 0 },
	/* other limits, another node */
	{ REQUEST(4096, 1000, 1, 0, 0) " b+0x1/0x2\n" FOUND(0x6000, 0x6fff),
	  0, 0 },
	{ REQUEST(4096, 1000, 0, 1000, 0) " b+0x1/0x2\n"
	  FOUND(0x6000, 0x6fff), 0, 0 },
	{ REQUEST(4096, 1000, 0, 0, 9000) " b+0x1/0x2\n"
	  FOUND(0x6000, 0x6fff), 0, 0 },
	{ PAGE_AT("0x40000000-0x40000fff"), 0, 0 },
	/* a release in between, though of something else */
	{ "memblock_phys_free: [0x9000-0x9fff] c+0x1/0x2\n"
	  PAGE_AT("0x6000-0x6fff"), 0, 0 },
	/* while NUMA is set up, and the first search of the next stage */
	{ "NUMA turned off\n" PAGE_AT("0x6000-0x6fff")
	  PAGE_AT("0x7000-0x7fff") "MEMBLOCK configuration:\n"
	  PAGE_AT("0x8000-0x8fff"), 0, 0 },
	/* no search, and one that no line asks for */
	{ "memblock_reserve: [0x6000-0x6fff] d+0x1/0x2\n", 0, 0 },
	{ FOUND(0x6000, 0x6fff), 0, 0 },
};

static void a_step_is_what_only_one_direction_can_make(void **state)
{
	char text[2048];

	(void)state;
	for (size_t i = 0; i < COUNT(after_a_page_at_0x5000); i++) {
		snprintf(text, sizeof(text), "%s%s" MEMORY,
			 PAGE_AT("0x5000-0x5fff"),
			 after_a_page_at_0x5000[i].text);
		assert_steps(text, after_a_page_at_0x5000[i].up,
			     after_a_page_at_0x5000[i].down);
	}
}

static void steps_of_recorded_boots_go_one_way(void **state)
{
	(void)state;
	assert_int_equal(evidence_read(FIXTURES "unpatched-4k", 1 << 30), 0);
	assert_sample("placement.steps.up,before-srat,", 0);
	assert_sample("placement.steps.down,before-srat,", 7);
	assert_sample("placement.steps.up,after-srat,", 0);
	assert_sample("placement.steps.down,after-srat,", 12);
	forget(state);
	assert_int_equal(evidence_read(FIXTURES "patched-movable-4k",
				       1 << 30), 0);
	assert_sample("placement.steps.up,before-srat,", 8);
	assert_sample("placement.steps.down,before-srat,", 0);
	assert_sample("placement.steps.up,after-srat,", 0);
	assert_sample("placement.steps.down,after-srat,", 12);
}

static void assert_entry(const struct reservation *entry, uint64_t start,
			 uint64_t end_inclusive, const char *class_name)
{
	assert_int_equal(entry->start, start);
	assert_int_equal(entry->end_inclusive, end_inclusive);
	assert_string_equal(entry->class_name, class_name);
}

static void the_first_list_is_cut_at_kernel_and_initrd(void **state)
{
	struct reservations list;
	struct trace trace;

	(void)state;
	assert_int_equal(string_parse(
		"memblock_reserve: [0x1200000-0x12fffff] setup_arch+0x1/0x2\n"
		"MEMBLOCK configuration:\n"
		" reserved[0x0]\t[0x90000-0x1ffffff], 0x1 bytes\n"
		"RAMDISK: [mem 0x1800000-0x18fffff]\n"
		"MEMBLOCK configuration:\n"
		" reserved[0x0]\t[0x0-0xfffffff], 0x1 bytes\n"
		MEMORY, &trace), 0);
	reservations_make(&list, &trace, 0x1000000);
	assert_int_equal(list.count, 7);
	assert_entry(&list.entries[0], 0x1200000, 0x12fffff, "kernel");
	assert_entry(&list.entries[1], 0x90000, 0xfffff, "firmware");
	assert_entry(&list.entries[2], 0x100000, 0xffffff, "other");
	assert_entry(&list.entries[3], 0x1000000, 0x11fffff, "kernel");
	assert_entry(&list.entries[4], 0x1300000, 0x17fffff, "other");
	assert_entry(&list.entries[5], 0x1800000, 0x18fffff, "initrd");
	assert_entry(&list.entries[6], 0x1900000, 0x1ffffff, "other");
	reservations_release(&list);
	trace_release(&trace);
}

static void a_release_of_the_middle_leaves_both_sides(void **state)
{
	struct reservations list;
	struct trace trace;

	(void)state;
	assert_int_equal(string_parse(
		"memblock_reserve: [0x1000-0x3fff] a+0x1/0x2\n"
		"memblock_phys_free: [0x2000-0x2fff] a+0x1/0x2\n"
		"memblock_reserve: [0x2000-0x2fff] b+0x1/0x2\n"
		MEMORY, &trace), 0);
	reservations_make(&list, &trace, 0);
	assert_int_equal(list.count, 4);
	assert_int_equal(list.entries[0].end_inclusive, 0x1fff);
	assert_false(list.entries[0].released);
	assert_int_equal(list.entries[1].end_inclusive, 0x2fff);
	assert_true(list.entries[1].released);
	assert_int_equal(list.entries[2].start, 0x3000);
	assert_false(list.entries[2].released);
	assert_int_equal(list.entries[3].sequence, 1);
	assert_int_equal(list.entries[3].new_bytes, 0x1000);
	reservations_release(&list);
	trace_release(&trace);
}

/* Some twenty reservations and releases of pages 0 to 71, and their map. */
static void events_make(struct trace_event *events, size_t count,
			uint32_t *seed, bool *held)
{
	for (size_t i = 0; i < count; i++) {
		uint64_t page, last;

		*seed = *seed * 1664525 + 1013904223;
		page = *seed >> 26;
		last = page + (*seed >> 8) % 8;
		events[i] = (struct trace_event){
			.kind = *seed & 0x8000 ? TRACE_FREE : TRACE_RESERVE,
			.start = page * 4096,
			.end_inclusive = last * 4096 + 4095,
			.caller = "somebody",
		};
		for (; page <= last; page++)
			held[page] = events[i].kind == TRACE_RESERVE;
	}
}

static void held_bytes_are_those_of_a_page_map(void **state)
{
	uint32_t seed = 1;

	(void)state;
	for (int round = 0; round < 500; round++) {
		struct trace_event events[24];
		struct trace trace = { .events = events, .count = 24 };
		struct reservations list;
		bool held[72] = { false };
		uint64_t expected = 0, bytes = 0;

		events_make(events, 24, &seed, held);
		for (int page = 0; page < 72; page++)
			expected += held[page] * 4096;
		reservations_make(&list, &trace, 0);
		for (size_t i = 0; i < list.count; i++)
			bytes += list.entries[i].new_bytes;
		reservations_release(&list);
		assert_int_equal(bytes, expected);
	}
}

/* Write a console and the record of the kernel, read them as evidence. */
static int folder_read(const char *console)
{
	static const char record[] = "{\"record\":\"iomem\",\"start\":4096,"
		"\"end\":8191,\"depth\":1,\"name\":\"Kernel code\"}\n";
	char directory[] = "/tmp/test-placement-XXXXXX";
	const char *const files[][2] = {
		{ "console.log", console }, { "guest.jsonl", record },
	};
	char path[64];
	int ret;

	assert_non_null(mkdtemp(directory));
	for (int i = 0; i < 2; i++) {
		snprintf(path, sizeof(path), "%s/%s", directory, files[i][0]);
		assert_int_equal(file_write(path, files[i][1],
					    strlen(files[i][1]), &err), 0);
	}
	ret = evidence_read(directory, 1 << 30);
	assert_int_equal(directory_remove(directory, &(struct error){ "" }),
			 0);
	return ret;
}

#define SRAT(node, range) \
	"ACPI: SRAT: Node " #node " PXM " #node " [mem " range "]"

static void a_kernel_that_took_another_srat_is_refused(void **state)
{
	(void)state;
	assert_int_equal(folder_read(RESERVE SRAT(0, "0x0-0x3fffffff") "\n"
				     SRAT(1, "0x40000000-0x7fffffff") "\n"
				     MEMORY), -EINVAL);
	assert_has(err.text, "expected nodes 1: the kernel took "
		   "another table");
	forget(state);
	assert_int_equal(folder_read(RESERVE SRAT(0, "0x0-0x3fffffff") "\n"
				     SRAT(1, "0x40000000-0x7fffffff")
				     " hotplug\n" MEMORY), 0);
	forget(state);
	/* numa=off reads none of it */
	assert_int_equal(folder_read(RESERVE "NUMA turned off\n" MEMORY), 0);
}

static void a_guest_without_its_kernel_is_refused(void **state)
{
	char directory[] = "/tmp/test-placement-XXXXXX";
	char path[64];
	FILE *file;

	(void)state;
	assert_non_null(mkdtemp(directory));
	snprintf(path, sizeof(path), "%s/console.log", directory);
	file = fopen(path, "w");
	assert_non_null(file);
	fputs(RESERVE MEMORY, file);
	fclose(file);
	assert_int_equal(evidence_read(directory, 1 << 30), -ENOENT);
	assert_has(err.text, "guest.jsonl: No such file or directory");
	unlink(path);
	rmdir(directory);
}

static void a_run_is_parsed_once(void **state)
{
	struct topology topology = { 0 };
	struct run_evidence evidence =
		run_evidence_open(FIXTURES "unpatched-4k", &topology, NULL);
	const struct early *first, *second;

	(void)state;
	topology_make(&topology, 1 << 30);
	assert_int_equal(workload_placement.check(&evidence, &err), 0);
	assert_int_equal(reservations_of(&evidence, &first, &err), 0);
	assert_int_equal(reservations_of(&evidence, &second, &err), 0);
	assert_ptr_equal(first, second);
	assert_true(first->list.count > 0);
	run_evidence_close(&evidence);
}

/* A log alone gives what the run's other files gave with it. */
static void a_log_alone_gives_the_reservations_of_its_run(void **state)
{
	static const char *const names[] = { "unpatched-4k",
					     "patched-movable-4k",
					     "all-classes-6.1",
					     "all-classes-6.12" };

	(void)state;
	for (size_t i = 0; i < COUNT(names); i++) {
		char *path = xasprintf(FIXTURES "%s/console.log", names[i]);
		char *folder = xasprintf(FIXTURES "%s", names[i]);
		struct topology topology = { 0 };
		struct run_evidence evidence =
			run_evidence_open(folder, &topology, NULL);
		const struct early *run;
		struct bootlog boot;
		struct early early;
		struct klog log;
		bool found = false;

		topology_make(&topology, 1 << 30);
		if (reservations_of(&evidence, &run, &err) ||
		    klog_read(&log, path, 0, &err) ||
		    bootlog_read(&boot, &log, &err) ||
		    early_of_log(&early, &log, &boot, &found, &err))
			fail_msg("%s", err.text);
		assert_true(found);
		assert_int_equal(early.list.count, run->list.count);
		for (size_t j = 0; j < run->list.count; j++) {
			const struct reservation *a = &run->list.entries[j];
			const struct reservation *b = &early.list.entries[j];

			assert_int_equal(a->start, b->start);
			assert_int_equal(a->new_bytes, b->new_bytes);
			assert_string_equal(a->class_name, b->class_name);
			assert_int_equal(places_nid_of(&run->places, a->start),
					 places_nid_of(&early.places,
						       b->start));
		}
		assert_true(places_has_hotpluggable(&early.places, 1));
		early_release(&early);
		bootlog_release(&boot);
		klog_release(&log);
		run_evidence_close(&evidence);
		free(folder);
		free(path);
	}
}

#define BARE \
	"[    0.000000] Linux version 5.10.0 (gcc)\n" \
	"[    0.000000] Command line: ro quiet\n" \
	"[    0.000000] BIOS-e820: [mem 0x0-0x3fffffff] usable\n" \
	"[    0.010000] ACPI: SRAT: Node 0 PXM 0 [mem 0x00000000-0x1fffffff]\n" \
	"[    0.010000] ACPI: SRAT: Node 99 PXM 99 [mem 0x20000000-0x3fffffff] hotplug\n" \
	"[    0.010000] NODE_DATA(99) allocated [mem 0x3fffb000-0x3fffffff]\n" \
	"[    0.020000] Zone ranges:\n[    0.020000]   DMA32    [mem 0x1000-0x3fffffff]\n"

/* What the question says of a text; NULL when it is refused. */
static char *answer(const char *text, enum log_form form)
{
	struct klog log;
	size_t size;
	char *said;
	FILE *out = memstream_open(&said, &size);
	int ret = klog_split(&log, "dmesg", strdup(text), strlen(text), 0,
			     &err);

	if (ret == 0)
		ret = workload_placement.print_log(&log, form, out, &err);
	klog_release(&log);
	memstream_close(out);
	if (ret) {
		free(said);
		return NULL;
	}
	return said;
}

static void a_log_without_a_trace_tells_what_it_can(void **state)
{
	char *said = answer(BARE, LOG_TEXT);

	(void)state;
	assert_has(said, "Linux version 5.10.0");
	assert_has(said, "RAM in e820: 1024 MiB");
	assert_has(said, "zone DMA32");
	assert_has(said, "    99*          512");
	assert_has(said, "memblock=debug log_buf_len=16M");
	free(said);
	said = answer(BARE, LOG_JSON);
	assert_has(said, "\"traced\": false");
	assert_has(said, "\"not_known\"");
	free(said);
	assert_null(answer(BARE, LOG_ROWS));
	assert_has(err.text, "memblock=debug");
	assert_null(answer(&BARE[43], LOG_TEXT));
}

static void a_log_that_lacks_lines_of_a_trace_is_refused(void **state)
{
	(void)state;
	assert_null(answer("[    5.0] memblock_reserve: [0x1000-0x1fff] a+0x1/0x2\n",
			   LOG_TEXT));
	assert_has(err.text, "its beginning is missing");
	assert_null(answer(BARE "memblock_reserve: [0x1000-0x1fff] a+0x1/0x2\n",
			   LOG_TEXT));
	assert_has(err.text, "found no line `Memory:`");
	assert_null(answer("Linux version 6.1.0\nCommand line: memblock=debug\n"
			   "BIOS-e820: [mem 0x0-0x3fffffff] usable\n" MEMORY,
			   LOG_TEXT));
	assert_has(err.text, "found no line of memblock");
	assert_null(answer(BARE "** 5 printk messages dropped **\n"
			   "memblock_reserve: [0x1000-0x1fff] a+0x1/0x2\n" MEMORY,
			   LOG_TEXT));
	assert_has(err.text, "expected every line of the kernel");
}

#define TEST(name) cmocka_unit_test_teardown(name, forget)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(unpatched_takes_the_last_node),
		TEST(patched_stays_with_the_kernel),
		TEST(what_came_before_the_option_is_in_the_first_list),
		TEST(a_release_in_part_makes_two_rows),
		TEST(a_byte_reserved_twice_counts_once),
		TEST(every_class_has_a_sample_for_every_node),
		TEST(lines_of_3_12_are_read),
		TEST(lines_of_6_12_are_read_with_stamps_and_cr),
		TEST(every_era_has_every_class),
		TEST(a_step_is_what_only_one_direction_can_make),
		TEST(steps_of_recorded_boots_go_one_way),
		TEST(a_kernel_that_took_another_srat_is_refused),
		TEST(the_first_list_is_cut_at_kernel_and_initrd),
		TEST(a_release_of_the_middle_leaves_both_sides),
		TEST(held_bytes_are_those_of_a_page_map),
		TEST(a_guest_without_its_kernel_is_refused),
		TEST(a_run_is_parsed_once),
		TEST(a_log_alone_gives_the_reservations_of_its_run),
		TEST(a_log_without_a_trace_tells_what_it_can),
		TEST(a_log_that_lacks_lines_of_a_trace_is_refused),
	};

	return cmocka_run_group_tests_name("placement", tests, NULL, NULL);
}
