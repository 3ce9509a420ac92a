// SPDX-License-Identifier: GPL-2.0-only
/*
 * A recorded boot of unpatched 6.1 on numa4-hole under QEMU 7.2: the console
 * until memblock hands over, and of each phase the pages of each GiB that were
 * accessed most; the total was mended.
 */
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

#include "joined.h"
#include "lib/alloc.h"
#include "lib/file.h"
#include "../../tests/kept-samples.h"

#define FIXTURE "workloads/accesses/fixtures/numa4-hole"

static const char *const files[] = {
	"accesses.tsv", "translation.tsv", "console.log", "guest.jsonl",
};
#define FILE_COUNT (sizeof(files) / sizeof(files[0]))

static struct topology topology;

static int read_evidence(const char *directory, struct error *err)
{
	struct run_evidence evidence =
		run_evidence_open(directory, &topology, NULL);
	const struct sample_sink sink = {
		.metrics = workload_accesses.metrics,
	};
	int ret;

	sample_count = 0;
	ret = workload_accesses.read_samples(&evidence, &sink, err);
	run_evidence_close(&evidence);
	return ret;
}

static int load_topology(void **state)
{
	struct error err;

	(void)state;
	return topology_load(&topology, "bench/topologies/numa4-hole.topo",
			     &err);
}

static int read_fixture(void **state)
{
	struct error err;

	(void)state;
	return read_evidence(FIXTURE, &err);
}

static void every_access_has_its_place(void **state)
{
	(void)state;
	assert_int_equal(value_of("access.total.count", "", -1), 119155252);
	assert_int_equal(sum_of("access.reads") + sum_of("access.writes"),
			 119155252);
	assert_int_equal(sum_of("access.cpu.count"), 119155252);
}

static void the_direct_map_is_beyond_the_hole(void **state)
{
	(void)state;
	assert_int_equal(value_of("access.reads", "before-srat.page-table", 3),
			 991 + 1024);
	assert_int_equal(
		value_of("access.written.bytes", "before-srat.page-table", 3),
		8192 + 8192);
	assert_int_equal(value_of("access.remote.count", "before-srat", -1),
			 991 + 1024 + 1024 + 1024);
}

/* Struct pages by vmemmap; of 500 pages cleared, per-CPU areas kept 28. */
static void pages_belong_to_what_holds_them_at_the_end(void **state)
{
	(void)state;
	for (int nid = 1; nid <= 2; nid++) {
		assert_int_equal(value_of("access.written.bytes",
					  "after-srat.memmap", nid),
				 4096 * 4096);
		assert_int_equal(value_of("access.written.bytes",
					  "after-srat.per-cpu", nid),
				 21 * 8192 + 7 * 4096);
	}
}

static void what_has_no_node_has_a_name(void **state)
{
	(void)state;
	assert_int_equal(value_of("access.writes", "after-srat.user", -1), 2342);
	assert_true(value_of("access.reads", "after-srat.vmalloc", -1) > 0);
	assert_true(value_of("access.reads", "init.other-mapping", -1) > 0);
	assert_int_equal(value_of("access.unproven.count", "", -1), 0);
}

/* Later these pages are of the memory map: the loader does not know that. */
static void the_loader_s_memory_is_nobody_s_yet(void **state)
{
	(void)state;
	for (size_t i = 0; i < sample_count; i++)
		assert_string_not_equal(samples[i].item,
					"firmware.memmap");
	assert_true(value_of("access.reads", "firmware.kernel", 0) > 0);
}

static void copy_fixture(const char *directory, const char *name,
			 const char *old, const char *new)
{
	for (size_t i = 0; i < FILE_COUNT; i++) {
		char *from = xasprintf(FIXTURE "/%s", files[i]);
		char *to = xasprintf("%s/%s", directory, files[i]);
		char *text, *place;
		struct error err;
		FILE *file;

		assert_int_equal(file_read(from, &text, NULL, &err), 0);
		file = fopen(to, "we");
		assert_non_null(file);
		place = strcmp(files[i], name) == 0 ? strstr(text, old) : NULL;
		if (place) {
			*place = '\0';
			fprintf(file, "%s%s", text, new);
			place += strlen(old);
		}
		fputs(place ? place : text, file);
		fclose(file);
		free(text);
		free(to);
		free(from);
	}
}

static void remove_copy(const char *directory)
{
	for (size_t i = 0; i < FILE_COUNT; i++) {
		char *path = xasprintf("%s/%s", directory, files[i]);

		unlink(path);
		free(path);
	}
	rmdir(directory);
}

/* With the first @old of a file replaced, the sentence ends so. */
static void assert_spoilt(const char *name, const char *old, const char *new,
			  const char *sentence)
{
	char directory[] = "/tmp/numaboot-accesses-XXXXXX";
	struct error err = { "" };
	char *expected;

	assert_non_null(mkdtemp(directory));
	copy_fixture(directory, name, old, new);
	assert_int_equal(read_evidence(directory, &err), -EINVAL);
	remove_copy(directory);
	expected = xasprintf("%s/%s%s", directory, name, sentence);
	assert_string_equal(err.text, expected);
	free(expected);
}

/* What goes wrong when the hole is forgotten, or an offset counts twice. */
static void a_wrong_translation_is_refused(void **state)
{
	(void)state;
	assert_spoilt("accesses.tsv", "0xffff888100200000",
		      "0xffff888080200000",
		      ":62: found the page 0xffff888080200000 at the physical address 0x80200000, expected RAM");
	assert_spoilt("accesses.tsv", "0xffff888140200000",
		      "0xffff888150200000",
		      ":64: found the page 0xffff888150200000 at the physical address 0x150200000, expected one where the guest's RAM holds something");
}

static void page_tables_that_disagree_are_refused(void **state)
{
	char path[] = "/tmp/numaboot-accesses-XXXXXX";
	struct error err = { "" };

	(void)state;
	assert_non_null(mkdtemp(path));
	copy_fixture(path, "translation.tsv",
		     "mapped\tdirect\t0xffff888100000000\t0x100000000",
		     "mapped\tdirect\t0xffff888100000000\t0x80000000");
	assert_int_equal(read_evidence(path, &err), -EINVAL);
	remove_copy(path);
	assert_non_null(strstr(err.text,
			       "found the page 0xffff8881bfffe000 at the physical address 0x1bfffe000, expected what the guest's page tables say"));
}

static void files_that_are_not_whole_are_refused(void **state)
{
	(void)state;
	assert_spoilt("accesses.tsv", "total\t119155252", "total\t119155253",
		      ":143: found pages with 119155252 accesses until stage init, expected a machine, a total, and pages that add up to the total of 119155253 until stage init");
	assert_spoilt("accesses.tsv", "phase\t0\tfirmware\n", "",
		      ":4: found `pages 0x6000 1 528837 510280 1954972 1920064`, expected a phase first");
	assert_spoilt("accesses.tsv", "0x6000\t1", "0x6001\t1",
		      ":5: found `pages 0x6001 1 528837 510280 1954972 1920064`, expected the address of a page");
	assert_spoilt("accesses.tsv", "phase\t0\tloader", "phase\t64\tloader",
		      ":9: found `phase 64 loader`, expected the number of a CPU");
	assert_spoilt("translation.tsv", "levels\t4", "levels\t3",
		      ":2: found `levels 3`, expected 4 or 5 levels");
	assert_spoilt("translation.tsv", "backed\t0x6000", "backed\t0x0",
		      ":12: found `backed 0x0 565248`, expected ascending addresses");
	assert_spoilt("translation.tsv", "mapped\timage", "mapped\trest",
		      ":10: found `mapped rest 0xffffffff81000000 0x1000000 12685312`, expected direct, vmemmap or image");
	assert_spoilt("translation.tsv", "levels\t4\n", "",
		      ":43: found the end, expected levels, direct_base, mapped pages of every region and backed ones");
}

/* Three reservations: one page of two classes, and one that is given back. */
static void a_shared_page_is_mixed(void **state)
{
	struct reservation entries[] = {
		{ .start = 0x1000, .end_inclusive = 0x27ff,
		  .class_name = "memmap", .before_srat = true,
		  .searched = true },
		{ .start = 0x2800, .end_inclusive = 0x3fff,
		  .class_name = "per-cpu", .searched = true },
		{ .start = 0x8000, .end_inclusive = 0x8fff,
		  .class_name = "initrd", .released = true },
		{ .start = 0x9800, .end_inclusive = 0x98ff,
		  .class_name = "kernel" },
	};
	const struct reservations list = { entries, 4 };
	struct owners owners;

	(void)state;
	owners_make(&owners, &list, OWNERS_AT_END);
	assert_null(owners_find(&owners, 0xfff));
	assert_string_equal(owners_find(&owners, 0x1000), "memmap");
	assert_string_equal(owners_find(&owners, 0x2000), OWNERS_MIXED);
	assert_string_equal(owners_find(&owners, 0x3fff), "per-cpu");
	assert_null(owners_find(&owners, 0x8000));
	assert_string_equal(owners_find(&owners, 0x9000), "kernel");
	owners_release(&owners);
	owners_make(&owners, &list, OWNERS_BEFORE_SRAT);
	assert_string_equal(owners_find(&owners, 0x2000), "memmap");
	assert_null(owners_find(&owners, 0x3000));
	owners_release(&owners);
	owners_make(&owners, &list, OWNERS_LOADED);
	assert_null(owners_find(&owners, 0x1000));
	assert_string_equal(owners_find(&owners, 0x9000), "kernel");
	owners_release(&owners);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(every_access_has_its_place,
				       read_fixture),
		cmocka_unit_test_setup(the_direct_map_is_beyond_the_hole,
				       read_fixture),
		cmocka_unit_test_setup(
			pages_belong_to_what_holds_them_at_the_end,
			read_fixture),
		cmocka_unit_test_setup(what_has_no_node_has_a_name,
				       read_fixture),
		cmocka_unit_test_setup(the_loader_s_memory_is_nobody_s_yet,
				       read_fixture),
		cmocka_unit_test(a_wrong_translation_is_refused),
		cmocka_unit_test(page_tables_that_disagree_are_refused),
		cmocka_unit_test(files_that_are_not_whole_are_refused),
		cmocka_unit_test(a_shared_page_is_mixed),
	};

	return cmocka_run_group_tests(tests, load_topology, NULL);
}
