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

#include "kernel/symbols.h"
#include "lib/alloc.h"
#include "evidence/profile.h"
#include "../../tests/kept-samples.h"

#define NUMA4 "workloads/count/fixtures/numa4"

static char *functions;	/* rows of functions.csv */

static int read_evidence(const struct symbols *symbols, const char *directory,
			 struct error *err)
{
	struct run_evidence evidence =
		run_evidence_open(directory, NULL, symbols);
	FILE *table;
	const struct sample_sink sink = {
		.metrics = workload_count.metrics,
		.row_prefix = "run,",
		.tables = &table,
	};
	size_t size;
	int ret;

	sample_count = 0;
	free(functions);
	table = open_memstream(&functions, &size);
	ret = workload_count.read_samples(&evidence, &sink, err);
	run_evidence_close(&evidence);
	fclose(table);
	return ret;
}

static int open_symbols(void **state)
{
	struct symbols *symbols;
	struct error err;
	int ret = symbols_read(&symbols, "kernels/symbols.ini", &err);

	*state = symbols;
	return ret;
}

static int close_symbols(void **state)
{
	symbols_free(*state);
	return 0;
}

static int read_numa4(void **state)
{
	struct error err;

	return read_evidence(*state, NUMA4, &err);
}

static void a_boot_is_counted_until_init(void **state)
{
	(void)state;
	assert_int_equal(value_of("boot.insns", "", -1), 243992537);
	assert_int_equal(value_of("boot.rep.iterations", "", -1), 13780570);
}

static void phases_add_up_to_the_boot(void **state)
{
	(void)state;
	assert_int_equal(sum_of("boot.phase.insns"),
			 value_of("boot.insns", "", -1));
	assert_int_equal(sum_of("boot.phase.iterations"),
			 value_of("boot.rep.iterations", "", -1));
}

static void a_phase_lasts_until_the_next_milestone(void **state)
{
	(void)state;
	assert_int_equal(value_of("boot.phase.insns", "firmware", -1),
			 15501901);
	assert_int_equal(value_of("boot.phase.insns", "loader", -1),
			 38603886 - 15501901);
	assert_int_equal(value_of("boot.phase.iterations", "kernel_init", -1),
			 13780570 - 11875284);
}

static void the_direct_map_is_built_between_its_milestones(void **state)
{
	(void)state;
	assert_int_equal(value_of("pagetable.build.insns", "", -1),
			 44466269 - 43420400);
	assert_int_equal(value_of("pagetable.build.iterations", "", -1),
			 2499440 - 2499267);
}

static void memblock_is_summed_by_group(void **state)
{
	(void)state;
	assert_int_equal(value_of("memblock.find.calls", "", -1), 42);
	assert_int_equal(value_of("memblock.find.insns", "", -1), 10189);
	assert_int_equal(value_of("memblock.reserve.calls", "", -1), 58);
	assert_int_equal(value_of("memblock.reserve.insns", "", -1),
			 986 + 11321 + 2450 + 20008 + 4000);
	assert_int_equal(value_of("memblock.iterate.insns", "", -1),
			 6570 + 24230 + 4454);
}

static void a_size_that_the_cpu_lacks_maps_nothing(void **state)
{
	(void)state;
	assert_int_equal(value_of("pagetable.direct_map.bytes", "4K", -1),
			 57216 * 1024);
	assert_int_equal(value_of("pagetable.direct_map.bytes", "2M", -1),
			 991232 * 1024);
	assert_int_equal(value_of("pagetable.direct_map.bytes", "1G", -1), 0);
}

static void memory_is_told_by_zone_and_node(void **state)
{
	(void)state;
	assert_int_equal(value_of("memory.total.bytes", "", -1),
			 UINT64_C(1002176) * 1024);
	assert_int_equal(value_of("memory.zone.pages", "DMA", 0), 3840);
	assert_int_equal(value_of("memory.zone.pages", "DMA32", 1), 64000);
	assert_int_equal(value_of("memory.zone.pages", "Movable", 2), 65536);
	assert_int_equal(value_of("memory.zone.free.pages", "DMA", 0), 3840);
	assert_int_equal(value_of("memory.zone.free.pages", "DMA32", 0),
			 50000);
	assert_int_equal(value_of("memory.zone.free.pages", "Movable", 2),
			 65000);
}

/* The fixture's total line is what they add up to. */
static void every_function_is_listed_with_what_it_executed(void **state)
{
	uint64_t insns = 0, rep = 0, some, more, calls;
	char *at = functions, name[64];

	(void)state;
	for (; *at; at = strchr(at, '\n') + 1) {
		assert_int_equal(sscanf(at, "run,%63[^,],%" SCNu64 ",%" SCNu64
					",%" SCNu64 "\n", name, &calls, &some,
					&more), 4);
		insns += some;
		rep += more;
	}
	assert_int_equal(insns, 244652962);
	assert_int_equal(rep, 13798847);
}

static void every_metric_is_declared_and_emitted(void **state)
{
	const struct metric *metric;
	bool declared;

	(void)state;
	for (metric = workload_count.metrics; metric->name; metric++) {
		declared = false;
		for (size_t i = 0; i < sample_count; i++)
			if (strcmp(samples[i].metric, metric->name) == 0)
				declared = true;
		assert_true(declared);
		assert_false(metric->noisy);
	}
	for (size_t i = 0; i < sample_count; i++) {
		declared = false;
		for (metric = workload_count.metrics; metric->name; metric++)
			if (strcmp(samples[i].metric, metric->name) == 0)
				declared = true;
		assert_true(declared);
	}
}

/* The whole text of a fixture, NUL-terminated; the caller frees it. */
static char *read_text(const char *path)
{
	FILE *file = fopen(path, "re");
	char *text = xcalloc(1, 65536);

	assert_non_null(file);
	assert_true(fread(text, 1, 65535, file) > 0);
	fclose(file);
	return text;
}

static void write_text(const char *directory, const char *name,
		       const char *text)
{
	char *path = xasprintf("%s/%s", directory, name);
	FILE *file = fopen(path, "we");

	assert_non_null(file);
	fputs(text, file);
	fclose(file);
	free(path);
}

static void remove_evidence(const char *directory)
{
	static const char *const names[] = { "profile.tsv", "guest.jsonl" };

	for (size_t i = 0; i < 2; i++) {
		char *path = xasprintf("%s/%s", directory, names[i]);

		unlink(path);
		free(path);
	}
	rmdir(directory);
}

/*
 * Put @new in the place of the first @old in one file of the recorded run
 * and expect the sentence; a @new of NULL cuts the file off there.
 */
static void assert_spoilt(void **state, const char *name, const char *old,
			  const char *new, const char *sentence)
{
	char directory[] = "/tmp/numaboot-count-XXXXXX";
	char *profile = read_text(NUMA4 "/profile.tsv");
	char *guest = read_text(NUMA4 "/guest.jsonl");
	char **text = strcmp(name, "profile.tsv") == 0 ? &profile : &guest;
	char *place = strstr(*text, old), *spoilt, *expected;
	struct error err;

	assert_non_null(place);
	*place = '\0';
	spoilt = xasprintf("%s%s%s", *text, new ? new : "",
			   new ? place + strlen(old) : "");
	free(*text);
	*text = spoilt;
	assert_non_null(mkdtemp(directory));
	write_text(directory, "profile.tsv", profile);
	write_text(directory, "guest.jsonl", guest);
	assert_int_equal(read_evidence(*state, directory, &err), -EINVAL);
	remove_evidence(directory);
	expected = xasprintf("%s/%s%s", directory, name, sentence);
	assert_string_equal(err.text, expected);
	free(expected);
	free(profile);
	free(guest);
}

static void another_version_is_refused(void **state)
{
	assert_spoilt(state, "profile.tsv", "profile\t1", "profile\t2",
		      ":1: found `numaboot-profile 2`, expected numaboot-profile 1");
}

static void a_profile_cut_off_between_lines_is_refused(void **state)
{
	assert_spoilt(state, "profile.tsv", "function\t142\t", NULL,
		      ":40: found 11 milestones and functions of 244640241 instructions and 5365134 iterations, expected milestones and functions that add up to the total of 244652962 and 13798847");
}

static void a_profile_cut_off_in_a_line_is_refused(void **state)
{
	assert_spoilt(state, "profile.tsv", "\tinitmem_init", NULL,
		      ":10: found `milestone`, expected milestone NAME INSNS REP");
}

static void a_number_that_is_none_is_refused(void **state)
{
	assert_spoilt(state, "profile.tsv", "6570\t0\t71", "6570\t-\t71",
		      ":19: found `function 6570 - 71 __next_mem_range`, expected decimal numbers");
}

static void an_unknown_record_is_refused(void **state)
{
	assert_spoilt(state, "profile.tsv", "milestone\tloader",
		      "phase\tloader",
		      ":5: found `phase loader 15501901 282176`, expected a machine, a total, a milestone or a function");
}

static void milestones_cannot_run_backwards(void **state)
{
	assert_spoilt(state, "profile.tsv", "loader\t15501901",
		      "loader\t95501901",
		      ":6: found `milestone start_kernel 38603886 2460864`, expected milestones in the order of the boot");
}

static void a_boot_that_never_reached_init_has_no_samples(void **state)
{
	assert_spoilt(state, "profile.tsv",
		      "milestone\trun_init_process\t243992537\t13780570\n", "",
		      ": found no milestone run_init_process, expected a boot that passed it");
}

static void a_guest_without_memory_records_has_no_samples(void **state)
{
	assert_spoilt(state, "guest.jsonl", "\"meminfo\"", "\"other\"",
		      ": found 0 meminfo and 4 zone records, expected one and at least one");
}

static void a_record_without_its_number_is_refused(void **state)
{
	assert_spoilt(state, "guest.jsonl", "\"managed\":52000",
		      "\"managed\":\"52000\"",
		      ": record zone: found no number managed, expected one of at least 0");
	assert_spoilt(state, "guest.jsonl", ",\"free\":63000", "",
		      ": record zone: found no number free, expected one of at least 0");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(a_boot_is_counted_until_init,
				       read_numa4),
		cmocka_unit_test_setup(phases_add_up_to_the_boot, read_numa4),
		cmocka_unit_test_setup(a_phase_lasts_until_the_next_milestone,
				       read_numa4),
		cmocka_unit_test_setup(the_direct_map_is_built_between_its_milestones,
				       read_numa4),
		cmocka_unit_test_setup(memblock_is_summed_by_group,
				       read_numa4),
		cmocka_unit_test_setup(a_size_that_the_cpu_lacks_maps_nothing,
				       read_numa4),
		cmocka_unit_test_setup(memory_is_told_by_zone_and_node,
				       read_numa4),
		cmocka_unit_test_setup(
			every_function_is_listed_with_what_it_executed,
			read_numa4),
		cmocka_unit_test_setup(every_metric_is_declared_and_emitted,
				       read_numa4),
		cmocka_unit_test(another_version_is_refused),
		cmocka_unit_test(a_profile_cut_off_between_lines_is_refused),
		cmocka_unit_test(a_profile_cut_off_in_a_line_is_refused),
		cmocka_unit_test(a_number_that_is_none_is_refused),
		cmocka_unit_test(an_unknown_record_is_refused),
		cmocka_unit_test(milestones_cannot_run_backwards),
		cmocka_unit_test(a_boot_that_never_reached_init_has_no_samples),
		cmocka_unit_test(a_guest_without_memory_records_has_no_samples),
		cmocka_unit_test(a_record_without_its_number_is_refused),
	};

	return cmocka_run_group_tests(tests, open_symbols, close_symbols);
}
