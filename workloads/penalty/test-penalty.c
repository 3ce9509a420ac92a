// SPDX-License-Identifier: GPL-2.0-only
/* Hand-made files: two nodes of 1 GiB, the direct map's base, one program. */
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

#include "../../tests/kept-samples.h"
#include "lib/alloc.h"
#include "lib/file.h"
#include "operations.h"
#include "walked.h"

#define ROWS \
	"{\"record\":\"hello\",\"version\":1}\n" \
	LINE("# direct-map: 0.1") \
	LINE("sample,block,operation,mark,cpu,cpu_node,memory_node,operations,bytes,ns,switches,faults") \
	LINE("1,1,read,1,0,0,1,20000,1280000,,2,0") \
	LINE("2,1,syscall,2,0,0,,500,0,,1,0")
#define LINE(text) \
	"{\"record\":\"line\",\"program\":\"direct-map\",\"text\":\"" text "\"}\n"

#define WALKS \
	"numaboot-walks\t1\n" \
	"machine\tQEMU\n" \
	"phase\tstart_kernel\n" \
	"tlb\t100\t10\t0\t0\n" \
	"walks\t4K\t3\nwalks\t2M\t1\nwalks\t1G\t0\n" \
	"table\t1\t0x1000\t0xffff888000000000\t3\t3\t1\n" \
	"table\t2\t0x40001000\t0xffffffff80000000\t2\t1\t2\n" \
	"phase\tinitmem_init\n" \
	"tlb\t50\t5\t0\t1\n" \
	"phase\trun_init_process\n" \
	"tlb\t7\t6\t4\t0\n" \
	"walks\t4K\t2\n" \
	"table\t1\t0x40002000\t0xffff888040000000\t2\t2\t0\n" \
	"phase\tmark-2\n" \
	"tlb\t9\t0\t0\t0\n" \
	"phase\tmark-0\n" \
	"tlb\t1\t1\t1\t0\n"

static const struct translation translation = {
	.levels = 4,
	.direct_base = UINT64_C(0xffff888000000000),
};

static struct topology topology;
static struct walked walked;
static char directory[] = "/tmp/numaboot-penalty-XXXXXX";

static char *path_of(const char *name)
{
	return xasprintf("%s/%s", directory, name);
}

/* @text with its first @old replaced by @new. */
static void write_changed(const char *name, const char *text, const char *old,
			  const char *new)
{
	const char *at = strstr(text, old);
	char *path = path_of(name);
	struct error err;
	char *changed;

	assert_non_null(at);
	changed = xasprintf("%.*s%s%s", (int)(at - text), text, new,
			    at + strlen(old));
	assert_int_equal(file_write(path, changed, strlen(changed), &err), 0);
	free(changed);
	free(path);
}

static int read_walks(struct error *err)
{
	char *path = path_of("walks.tsv");
	int ret = walked_read(&walked, path, &translation, &topology, err);

	free(path);
	return ret;
}

static int open_topology(void **state)
{
	(void)state;
	topology.node_count = 2;
	topology.nodes[0].memory_bytes = 1 << 30;
	topology.nodes[1].memory_bytes = 1 << 30;
	topology_lay_out(&topology);
	return mkdtemp(directory) ? 0 : -1;
}

static int remove_files(void **state)
{
	static const char *const names[] = {
		"walks.tsv", "guest.jsonl", "accesses.tsv", "translation.tsv",
		"console.log", "model.ini",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		char *path = path_of(names[i]);

		unlink(path);
		free(path);
	}
	return rmdir(directory);
}

static void assert_tables(enum touched_stage stage,
			  enum translation_region region, int level, int nid,
			  uint64_t references, uint64_t leaves,
			  uint64_t fetches)
{
	const struct walked_tables *tables =
		&walked.tables[stage][region][level][nid];

	assert_int_equal(tables->references, references);
	assert_int_equal(tables->leaves, leaves);
	assert_int_equal(tables->fetches, fetches);
}

static void walks_are_summed_by_stage_region_level_and_node(void **state)
{
	struct error err;

	(void)state;
	write_changed("walks.tsv", WALKS, "machine", "machine");
	assert_int_equal(read_walks(&err), 0);
	assert_tables(STAGE_BEFORE_SRAT, REGION_DIRECT, 1, 0, 3, 3, 1);
	assert_tables(STAGE_BEFORE_SRAT, REGION_IMAGE, 2, 1, 2, 1, 2);
	assert_tables(STAGE_BEFORE_SRAT, REGION_DIRECT, 1, 1, 0, 0, 0);
	assert_tables(STAGE_INIT, REGION_DIRECT, 1, 1, 2, 2, 0);
	assert_int_equal(walked.accesses[STAGE_BEFORE_SRAT], 100);
	assert_int_equal(walked.tlb_misses[STAGE_AFTER_SRAT], 5);
	assert_int_equal(walked.unmapped, 1);
}

/* What is done between marks is init's own. */
static void marks_begin_stages_and_mark_0_ends_them(void **state)
{
	struct error err;

	(void)state;
	write_changed("walks.tsv", WALKS, "machine", "machine");
	assert_int_equal(read_walks(&err), 0);
	assert_int_equal(walked.accesses[STAGE_INIT], 8);
	assert_int_equal(walked.user[STAGE_INIT], 5);
	assert_int_equal(walked.accesses[STAGE_INIT + 2], 9);
}

static void refuse_walks(const char *old, const char *new,
			 const char *sentence)
{
	struct error err = { "" };

	write_changed("walks.tsv", WALKS, old, new);
	assert_int_equal(read_walks(&err), -EINVAL);
	if (!strstr(err.text, sentence))
		fail_msg("found the sentence: %s", err.text);
}

static void walks_that_contradict_themselves_are_refused(void **state)
{
	(void)state;
	refuse_walks("walks\t4K\t3", "walks\t4K\t4",
		     "walks.tsv:10: found 4 walks to pages of 4K in the phase that ends here, expected the 3 entries of its tables that map one");
	refuse_walks("\t3\t3\t1", "\t3\t4\t1",
		     "expected no more leaves or fetches than references");
	refuse_walks("0x40001000", "0x90000000", "expected a table in RAM");
	refuse_walks("mark-2", "mark-64", "expected a mark from 0 to 63");
	refuse_walks("table\t1", "table\t6", "expected a level from 1 to 5");
	refuse_walks("walks\t2M", "walks\t4M", "expected a page size");
	refuse_walks("phase\trun_init_process\ntlb\t7\t6\t4\t0\nwalks\t4K\t2\n"
		     "table\t1\t0x40002000\t0xffff888040000000\t2\t2\t0\n"
		     "phase\tmark-2\ntlb\t9\t0\t0\t0\nphase\tmark-0\n", "",
		     "expected a phase run_init_process");
}

static int read_operations(struct operations *operations, struct error *err)
{
	struct run_evidence evidence =
		run_evidence_open(directory, NULL, NULL);
	int ret = operations_read(operations, &evidence, err);

	run_evidence_close(&evidence);
	return ret;
}

static void rows_name_the_marks(void **state)
{
	struct operations operations;
	struct error err;

	(void)state;
	write_changed("guest.jsonl", ROWS, "hello", "hello");
	assert_int_equal(read_operations(&operations, &err), 0);
	assert_string_equal(operations.list[1].name, "read-node1");
	assert_int_equal(operations.list[1].count, 20000);
	assert_string_equal(operations.list[2].name, "syscall");
	assert_string_equal(operations.list[3].name, "");
}

static void refuse_rows(const char *old, const char *new,
			const char *sentence)
{
	struct operations operations;
	struct error err = { "" };

	write_changed("guest.jsonl", ROWS, old, new);
	assert_int_equal(read_operations(&operations, &err),
			 -EINVAL);
	if (!strstr(err.text, sentence))
		fail_msg("found the sentence: %s", err.text);
}

static void rows_that_are_none_are_refused(void **state)
{
	(void)state;
	refuse_rows("operation,mark", "operation,sign",
		    "found no column `mark`, expected one");
	refuse_rows("read,1,", "read,0,", "with mark 0, expected 1 to 63");
	refuse_rows("read,1,", "read,64,", "with mark 64, expected 1 to 63");
	refuse_rows("read,1,", "read,,", "found mark ``, expected a number");
	refuse_rows("20000", "0", "expected one that did something");
	refuse_rows(",,1,0", ",,1", "found 11 fields, expected 12");
	refuse_rows("syscall,2,0,0,", "read,2,0,0,1",
		    "expected each operation once");
	refuse_rows(LINE("1,1,read,1,0,0,1,20000,1280000,,2,0")
		    LINE("2,1,syscall,2,0,0,,500,0,,1,0"), "",
		    "found no row of direct-map");
}

/* A recorded boot, whose tables are walked and program runs as above. */
static void copy_recorded(const char *name, const char *more)
{
	char *from = xasprintf("workloads/accesses/fixtures/numa4-hole/%s", name);
	char *to = path_of(name), *text, *all;
	struct error err;

	assert_int_equal(file_read(from, &text, NULL, &err), 0);
	all = xasprintf("%s%s", text, more);
	assert_int_equal(file_write(to, all, strlen(all), &err), 0);
	free(all);
	free(text);
	free(to);
	free(from);
}

static void copy_mmu(void)
{
	char *to = path_of("model.ini");
	struct error err;

	assert_int_equal(file_copy("bench/mmu/cascade-lake.ini", to, &err), 0);
	free(to);
}

static int read_samples(struct error *err)
{
	static struct topology numa4_hole;
	struct run_evidence evidence =
		run_evidence_open(directory, &numa4_hole, NULL);
	const struct sample_sink sink = { .metrics = workload_penalty.metrics };
	int ret;

	assert_int_equal(topology_load(&numa4_hole,
				       "bench/topologies/numa4-hole.topo",
				       err), 0);
	copy_recorded("accesses.tsv", "");
	copy_recorded("translation.tsv", "");
	copy_recorded("console.log", "");
	copy_recorded("guest.jsonl", ROWS);
	copy_mmu();
	sample_count = 0;
	ret = workload_penalty.read_samples(&evidence, &sink, err);
	run_evidence_close(&evidence);
	return ret;
}

#define MARKED \
	"phase\tmark-1\ntlb\t900\t80\t3\t0\n" \
	"walks\t4K\t40\nwalks\t2M\t1\nwalks\t1G\t0\n" \
	"table\t1\t0x1bf602000\t0xffff888040000000\t40\t40\t6\n" \
	"table\t2\t0x1000\t0xffff888040000000\t5\t1\t2\n" \
	"table\t4\t0x1a09000\t0xffff888000000000\t1\t0\t0\n" \
	"phase\tmark-2\n"

static void samples_say_what_was_walked_where(void **state)
{
	struct error err = { "" };

	(void)state;
	write_changed("walks.tsv", WALKS, "phase\tmark-2\n", MARKED);
	if (read_samples(&err))
		fail_msg("%s", err.text);
	assert_int_equal(value_of("walk.count", "read-node1.direct.4K", -1), 40);
	assert_int_equal(value_of("walk.count", "read-node1.direct.2M", -1), 1);
	assert_int_equal(value_of("walk.count", "read-node1.user.4K", -1), 3);
	assert_int_equal(value_of("walk.references", "read-node1.direct.pte", 3),
			 40);
	assert_int_equal(value_of("walk.fetches", "read-node1.direct.pte", 3),
			 6);
	assert_int_equal(value_of("walk.references", "read-node1.direct.pmd", 0),
			 5);
	assert_int_equal(value_of("walk.references", "read-node1.direct.pgd", 0),
			 1);
	assert_int_equal(value_of("walk.references", "before-srat.image.pmd", 0),
			 2);
	assert_int_equal(value_of("walk.unmapped.count", "", -1), 1);
	assert_int_equal(value_of("tlb.misses.count", "read-node1", -1), 80);
	assert_int_equal(value_of("operation.count", "read-node1", -1), 20000);
	assert_int_equal(value_of("operation.count", "syscall", -1), 500);
	assert_int_equal(value_of("node.distance.tenths", "node1", 2), 20);
	assert_int_equal(value_of("node.distance.tenths", "node2", 2), 10);
	assert_int_equal(value_of("mmu.entries", "tlb.second", -1), 1536);
	assert_int_equal(value_of("mmu.bytes", "cache.second", -1), 1 << 20);
}

/* A mark without a row, and a row whose mark was never set. */
static void a_mark_that_only_one_side_knows_is_refused(void **state)
{
	struct error err = { "" };

	(void)state;
	write_changed("walks.tsv", WALKS, "machine", "machine");
	assert_int_equal(read_samples(&err), -EINVAL);
	assert_string_equal(err.text,
			    "found mark 1 in only one of walks.tsv and guest.jsonl, expected it in both");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(walks_are_summed_by_stage_region_level_and_node),
		cmocka_unit_test(marks_begin_stages_and_mark_0_ends_them),
		cmocka_unit_test(walks_that_contradict_themselves_are_refused),
		cmocka_unit_test(rows_name_the_marks),
		cmocka_unit_test(rows_that_are_none_are_refused),
		cmocka_unit_test(samples_say_what_was_walked_where),
		cmocka_unit_test(a_mark_that_only_one_side_knows_is_refused),
	};

	return cmocka_run_group_tests(tests, open_topology, remove_files);
}
