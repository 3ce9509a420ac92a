// SPDX-License-Identifier: GPL-2.0-only
/*
 * Traces whose outcome was worked out by hand, on tables of a few entries:
 *
 *	top (0x1000)      entry 273 -> 0x2000, the kernel's first 512 GiB
 *	0x2000  1 GiB     0 -> 0x3000, 1: a page of 1G
 *	0x3000  2 MiB     0 -> 0x4000, 1 -> 0x5000, 2: a page of 2M
 *	0x4000, 0x5000    all 512 pages of 4K each, but for the last of 0x5000
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "lib/file.h"
#include "machine/pagetable-entry.h"
#include "mmu/mmu.h"

#define BASE UINT64_C(0xffff888000000000)
#define PAGE UINT64_C(0x1000)
#define PAGE_2M UINT64_C(0x200000)
#define PAGE_1G UINT64_C(0x40000000)
#define LINE UINT64_C(64)
#define MAX_REFERENCES 64

struct trace {
	uint64_t tables[6][PAGETABLE_ENTRIES];
	struct mmu_reference references[MAX_REFERENCES];
	size_t count;
	struct mmu mmu;
};

/* Two pages of 4K and one of 2M and 1G, four of both; one PDE, one PDPTE. */
static const struct mmu_parameters small = {
	.tlb = {
		[PAGETABLE_4K] = { 2, 2 },
		[PAGETABLE_2M] = { 1, 1 },
		[PAGETABLE_1G] = { 1, 1 },
	},
	.shared_tlb = { 4, 4 },
	.huge_tlb = { 0, 1 },
	.paging = { [2] = { 1, 1 }, [3] = { 1, 1 }, [4] = { 0, 1 } },
	.caches = { { 8, 8 }, { 16, 16 }, { 32, 32 } },
};

static bool read_entry(void *context, uint64_t physical, uint64_t *entry)
{
	const struct trace *trace = context;
	uint64_t page = physical / PAGE;

	if (page >= 6)
		return false;
	*entry = trace->tables[page][physical % PAGE / sizeof(*entry)];
	return true;
}

static void on_reference(void *context,
			 const struct mmu_reference *reference)
{
	struct trace *trace = context;

	assert_true(trace->count < MAX_REFERENCES);
	trace->references[trace->count++] = *reference;
}

static void fill_tables(struct trace *trace)
{
	trace->tables[1][273] = 0x2000 | ENTRY_PRESENT;
	trace->tables[2][0] = 0x3000 | ENTRY_PRESENT;
	trace->tables[2][1] = PAGE_1G | ENTRY_LARGE | ENTRY_PRESENT;
	trace->tables[3][0] = 0x4000 | ENTRY_PRESENT;
	trace->tables[3][1] = 0x5000 | ENTRY_PRESENT;
	trace->tables[3][2] = 2 * PAGE_2M | ENTRY_LARGE | ENTRY_PRESENT;
	for (uint64_t i = 0; i < 2 * PAGETABLE_ENTRIES - 1; i++)
		trace->tables[4 + i / PAGETABLE_ENTRIES]
			     [i % PAGETABLE_ENTRIES] = i * PAGE | ENTRY_PRESENT;
}

static int open_trace(void **state)
{
	struct trace *trace = calloc(1, sizeof(*trace));
	const struct mmu_memory memory = { read_entry, on_reference, trace };

	fill_tables(trace);
	mmu_open(&trace->mmu, &small, &memory);
	mmu_load_root(&trace->mmu, 0x1000);
	trace->mmu.direct_base = BASE;
	*state = trace;
	return 0;
}

static int close_trace(void **state)
{
	struct trace *trace = *state;

	mmu_close(&trace->mmu);
	free(trace);
	return 0;
}

/* One byte of a page of the direct map. */
static void touch(struct trace *trace, uint64_t offset)
{
	trace->count = 0;
	mmu_access(&trace->mmu, BASE + offset, 1);
}

static void assert_reference(const struct trace *trace, size_t index,
			     int level, uint64_t table,
			     enum mmu_served served)
{
	assert_true(index < trace->count);
	assert_int_equal(trace->references[index].level, level);
	assert_int_equal(trace->references[index].table, table);
	assert_int_equal(trace->references[index].served, served);
}

static void the_first_walk_reads_an_entry_of_each_level(void **state)
{
	struct trace *trace = *state;

	touch(trace, 0);
	assert_int_equal(trace->count, 4);
	assert_reference(trace, 0, 4, 0x1000, SERVED_MEMORY);
	assert_reference(trace, 1, 3, 0x2000, SERVED_MEMORY);
	assert_reference(trace, 2, 2, 0x3000, SERVED_MEMORY);
	assert_reference(trace, 3, 1, 0x4000, SERVED_MEMORY);
	assert_false(trace->references[2].leaf);
	assert_true(trace->references[3].leaf);
	assert_int_equal(trace->mmu.counters.walks[PAGETABLE_4K], 1);
}

static void a_reference_tells_the_first_address_of_its_table(void **state)
{
	struct trace *trace = *state;

	touch(trace, PAGE_2M + 3 * PAGE);
	assert_true(trace->references[3].first == BASE + PAGE_2M);
	assert_true(trace->references[2].first == BASE);
	assert_true(trace->references[1].first == BASE);
	assert_true(trace->references[0].first == BASE);
	trace->count = 0;
	trace->tables[1][274] = 0x2000 | ENTRY_PRESENT;
	touch(trace, UINT64_C(1) << 39);
	assert_true(trace->references[0].first == BASE + (UINT64_C(1) << 39));
}

static void a_page_that_is_cached_is_not_walked(void **state)
{
	struct trace *trace = *state;

	touch(trace, 0);
	touch(trace, 100);
	assert_int_equal(trace->count, 0);
	assert_int_equal(trace->mmu.counters.accesses, 2);
	assert_int_equal(trace->mmu.counters.tlb_misses, 1);
}

/* Its entry is the second of eight in a line that the first walk fetched. */
static void a_neighbour_needs_one_entry_of_a_cached_line(void **state)
{
	struct trace *trace = *state;

	touch(trace, 0);
	touch(trace, PAGE);
	assert_int_equal(trace->count, 1);
	assert_reference(trace, 0, 1, 0x4000, SERVED_FIRST);
	touch(trace, 8 * PAGE);
	assert_reference(trace, 0, 1, 0x4000, SERVED_MEMORY);
}

/* One PDE is cached, that of the other table; the PDPTE above both still is. */
static void another_table_is_found_from_the_level_above(void **state)
{
	struct trace *trace = *state;

	touch(trace, 0);
	touch(trace, PAGE_2M);
	assert_int_equal(trace->count, 2);
	assert_reference(trace, 0, 2, 0x3000, SERVED_FIRST);
	assert_reference(trace, 1, 1, 0x5000, SERVED_MEMORY);
	touch(trace, 2 * PAGE);
	assert_int_equal(trace->count, 2);
	assert_reference(trace, 1, 1, 0x4000, SERVED_FIRST);
}

static void large_pages_end_a_walk_early(void **state)
{
	struct trace *trace = *state;

	touch(trace, 2 * PAGE_2M);
	assert_int_equal(trace->count, 3);
	assert_true(trace->references[2].leaf);
	assert_int_equal(trace->mmu.counters.walks[PAGETABLE_2M], 1);
	touch(trace, 3 * PAGE_2M - 1);
	assert_int_equal(trace->count, 0);
	touch(trace, PAGE_1G);
	assert_int_equal(trace->count, 2);
	assert_reference(trace, 1, 3, 0x2000, SERVED_FIRST);
	assert_int_equal(trace->mmu.counters.walks[PAGETABLE_1G], 1);
}

/* A B C fill the first level with B C; A is in the second one. */
static void the_second_level_holds_what_the_first_gave_up(void **state)
{
	struct trace *trace = *state;

	for (int page = 0; page < 3; page++)
		touch(trace, (uint64_t)page * PAGE);
	touch(trace, 0);
	assert_int_equal(trace->count, 0);
	assert_int_equal(trace->mmu.counters.tlb_misses, 4);
	assert_int_equal(trace->mmu.counters.walks[PAGETABLE_4K], 3);
}

/* Five pages do not fit into four entries, used in turns they never do. */
static void pages_in_turns_miss_a_smaller_tlb_every_time(void **state)
{
	struct trace *trace = *state;

	for (int turn = 0; turn < 3; turn++)
		for (int page = 0; page < 5; page++)
			touch(trace, (uint64_t)page * PAGE);
	assert_int_equal(trace->mmu.counters.walks[PAGETABLE_4K], 15);
}

/*
 * The second level is shared: a page of 2M takes the place of the oldest.  A
 * leaf is no PDE: the one of the pages of 4K is still cached.
 */
static void pages_of_both_sizes_share_the_second_level(void **state)
{
	struct trace *trace = *state;

	for (int page = 0; page < 4; page++)
		touch(trace, (uint64_t)page * PAGE);
	touch(trace, 2 * PAGE_2M);
	touch(trace, 0);
	assert_int_equal(trace->count, 1);
	assert_int_equal(trace->mmu.counters.walks[PAGETABLE_4K], 5);
}

/* Lines stay: the walk finds all its entries in the first cache. */
static void another_root_forgets_all_translations(void **state)
{
	struct trace *trace = *state;

	touch(trace, 0);
	mmu_load_root(&trace->mmu, 0x1000);
	touch(trace, 0);
	assert_int_equal(trace->count, 4);
	assert_reference(trace, 3, 1, 0x4000, SERVED_FIRST);
}

/* The PDE of the old table is still cached: the new leaf is read all the same. */
static void a_table_that_became_a_page_is_read(void **state)
{
	struct trace *trace = *state;

	touch(trace, 0);
	trace->tables[3][0] = ENTRY_LARGE | ENTRY_PRESENT;
	touch(trace, 5 * PAGE);
	assert_int_equal(trace->count, 1);
	assert_reference(trace, 0, 2, 0x3000, SERVED_FIRST);
	assert_true(trace->references[0].leaf);
}

static uint64_t all_references(const struct trace *trace)
{
	uint64_t sum = 0;

	for (int i = 0; i < SERVED_COUNT; i++)
		sum += trace->mmu.counters.references[i];
	return sum;
}

/*
 * Four entries of the guest.  All tables and the page lie in the first 2 MiB:
 * the first of five nested walks reads four entries, the others the last only.
 */
static void a_hypervisors_tables_are_walked_for_each_address(void **state)
{
	struct trace *trace = *state;

	mmu_nest(&trace->mmu, &small, PAGETABLE_4K);
	touch(trace, 0);
	assert_int_equal(trace->count, 4);
	assert_int_equal(all_references(trace), 4 + 4 + 4 * 1);
}

/* A page of 2M that a hypervisor has in pieces of 4K is cached in pieces. */
static void a_translation_is_as_large_as_the_smaller_page(void **state)
{
	struct trace *trace = *state;
	uint64_t before;

	mmu_nest(&trace->mmu, &small, PAGETABLE_4K);
	touch(trace, 2 * PAGE_2M);
	touch(trace, 2 * PAGE_2M + 8);
	assert_int_equal(trace->count, 0);
	before = all_references(trace);
	touch(trace, 2 * PAGE_2M + PAGE);
	assert_int_equal(trace->count, 1);
	assert_int_equal(trace->mmu.counters.walks[PAGETABLE_2M], 2);
	/* The PMD's own address is in the other 2 MiB: its PDE is cached anew. */
	assert_int_equal(all_references(trace) - before, 1 + 2 + 2);
}

static void what_no_table_maps_is_counted_and_not_cached(void **state)
{
	struct trace *trace = *state;

	touch(trace, 2 * PAGE_2M - PAGE);
	assert_int_equal(trace->count, 3);
	touch(trace, 2 * PAGE_2M - PAGE);
	assert_int_equal(trace->mmu.counters.unmapped, 2);
	assert_int_equal(trace->mmu.counters.walks[PAGETABLE_4K], 0);
}

static void user_space_is_translated_without_its_tables(void **state)
{
	struct trace *trace = *state;

	mmu_access(&trace->mmu, 0x400000, 8);
	mmu_access(&trace->mmu, 0x400100, 8);
	mmu_access(&trace->mmu, 0x401000, 8);
	assert_int_equal(trace->count, 0);
	assert_int_equal(trace->mmu.counters.user_walks, 2);
}

static void an_access_across_lines_fetches_both(void **state)
{
	struct trace *trace = *state;

	assert_int_equal(mmu_access(&trace->mmu, BASE + LINE - 4, 8), 2);
	assert_int_equal(mmu_access(&trace->mmu, BASE + LINE - 4, 8), 0);
	assert_int_equal(trace->mmu.counters.accesses, 2);
}

static void an_access_across_pages_translates_both(void **state)
{
	struct trace *trace = *state;

	mmu_access(&trace->mmu, BASE + PAGE - 4, 8);
	assert_int_equal(trace->mmu.counters.accesses, 2);
	assert_int_equal(trace->mmu.counters.walks[PAGETABLE_4K], 2);
}

/* 8 lines and 4 entries are 12 lines; the first cache holds 8 of them. */
static void a_line_that_falls_out_is_held_by_the_next_cache(void **state)
{
	struct trace *trace = *state;
	unsigned int fetched = 0;

	for (uint64_t line = 0; line < 12; line++)
		fetched += mmu_access(&trace->mmu, BASE + line * LINE, 1);
	assert_int_equal(fetched, 12);
	assert_int_equal(mmu_access(&trace->mmu, BASE, 1), 0);
	for (uint64_t line = 0; line < 32; line++)
		mmu_access(&trace->mmu, BASE + PAGE_1G + line * LINE, 1);
	assert_int_equal(mmu_access(&trace->mmu, BASE, 1), 1);
}

/* The kernel writes an entry through the direct map; a walk then finds it. */
static void a_walk_finds_the_line_that_the_kernel_has_written(void **state)
{
	struct trace *trace = *state;

	touch(trace, 0);
	touch(trace, 0x5000);
	touch(trace, PAGE_2M);
	assert_reference(trace, 1, 1, 0x5000, SERVED_FIRST);
}

static void the_least_recently_used_of_a_set_makes_room(void **state)
{
	const struct cache_geometry geometry = { 6, 2 };
	struct cache cache;

	(void)state;
	cache_open(&cache, &geometry);
	/* Three sets: 0, 3 and 6 meet in the first one. */
	assert_false(cache_access(&cache, 0));
	assert_false(cache_access(&cache, 3));
	assert_false(cache_access(&cache, 1));
	assert_true(cache_access(&cache, 0));
	assert_false(cache_access(&cache, 6));
	assert_false(cache_find(&cache, 3));
	assert_true(cache_find(&cache, 0));
	assert_true(cache_find(&cache, 1));
	cache_close(&cache);
}

static void a_cache_without_entries_holds_nothing(void **state)
{
	const struct cache_geometry geometry = { 0, 1 };
	struct cache cache;

	(void)state;
	cache_open(&cache, &geometry);
	assert_false(cache_access(&cache, 7));
	assert_false(cache_access(&cache, 7));
	cache_close(&cache);
}

static void the_shipped_parameters_are_those_of_the_manual(void **state)
{
	struct mmu_parameters parameters;
	struct error err;

	(void)state;
	assert_int_equal(mmu_parameters_read(&parameters,
					       "bench/mmu/cascade-lake.ini",
					       &err), 0);
	assert_string_equal(parameters.name, "Cascade Lake");
	assert_int_equal(parameters.tlb[PAGETABLE_4K].entries, 64);
	assert_int_equal(parameters.shared_tlb.entries, 1536);
	assert_int_equal(parameters.paging[2].entries, 32);
	assert_int_equal(parameters.caches[SERVED_SECOND].entries, 16384);
	assert_int_equal(parameters.caches[SERVED_THIRD].ways, 11);
	assert_int_equal(parameters.latency_ps[SERVED_SECOND], 5600);
}

/* The shipped file with one line replaced. */
static void refuse(const char *line, const char *by, const char *sentence)
{
	char path[] = "/tmp/numaboot-mmu-XXXXXX";
	struct mmu_parameters parameters;
	struct error err;
	char *text, *at;
	FILE *out = fdopen(mkstemp(path), "w");

	assert_int_equal(file_read("bench/mmu/cascade-lake.ini", &text, NULL,
				   &err), 0);
	at = strstr(text, line);
	assert_non_null(at);
	fprintf(out, "%.*s%s%s", (int)(at - text), text, by,
		at + strlen(line));
	fclose(out);
	free(text);
	assert_true(mmu_parameters_read(&parameters, path, &err) < 0);
	unlink(path);
	if (!strstr(err.text, sentence))
		fail_msg("found the sentence: %s", err.text);
}

static void bad_parameters_are_refused_with_a_sentence(void **state)
{
	(void)state;
	refuse("entries = 64", "entries = many",
	       "found `entries = many`, expected a number of entries");
	refuse("entries = 64", "entries = 66",
	       "[tlb.first.4K]: found 66 entries, expected a multiple of its 4 ways");
	refuse("ways = 12", "ways = 0", "found `ways = 0`, expected 1 to 64");
	refuse("[paging.pde]", "[paging.pdx]", "not `paging.pdx`");
	refuse("bytes = 32K", "bytes = 100", "a multiple of 64 bytes");
	refuse("bytes = 32K", "entries = 512",
	       "found `entries = 512`, expected bytes or ways or latency_ns");
	refuse("latency_ns = 28", "latency_ns = -1",
	       "expected nanoseconds above 0");
	refuse("latency_ns = 28", "",
	       "expected bytes and ways and latency_ns in a section [cache.third]");
	refuse("name = Cascade Lake", "", "expected a name in a section [cpu]");
}

#define TRACE_TEST(name) \
	cmocka_unit_test_setup_teardown(name, open_trace, close_trace)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TRACE_TEST(the_first_walk_reads_an_entry_of_each_level),
		TRACE_TEST(a_reference_tells_the_first_address_of_its_table),
		TRACE_TEST(a_page_that_is_cached_is_not_walked),
		TRACE_TEST(a_neighbour_needs_one_entry_of_a_cached_line),
		TRACE_TEST(another_table_is_found_from_the_level_above),
		TRACE_TEST(large_pages_end_a_walk_early),
		TRACE_TEST(the_second_level_holds_what_the_first_gave_up),
		TRACE_TEST(pages_in_turns_miss_a_smaller_tlb_every_time),
		TRACE_TEST(pages_of_both_sizes_share_the_second_level),
		TRACE_TEST(another_root_forgets_all_translations),
		TRACE_TEST(a_table_that_became_a_page_is_read),
		TRACE_TEST(a_hypervisors_tables_are_walked_for_each_address),
		TRACE_TEST(a_translation_is_as_large_as_the_smaller_page),
		TRACE_TEST(what_no_table_maps_is_counted_and_not_cached),
		TRACE_TEST(user_space_is_translated_without_its_tables),
		TRACE_TEST(an_access_across_lines_fetches_both),
		TRACE_TEST(an_access_across_pages_translates_both),
		TRACE_TEST(a_line_that_falls_out_is_held_by_the_next_cache),
		TRACE_TEST(a_walk_finds_the_line_that_the_kernel_has_written),
		cmocka_unit_test(the_least_recently_used_of_a_set_makes_room),
		cmocka_unit_test(a_cache_without_entries_holds_nothing),
		cmocka_unit_test(the_shipped_parameters_are_those_of_the_manual),
		cmocka_unit_test(bad_parameters_are_refused_with_a_sentence),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
