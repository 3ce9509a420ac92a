// SPDX-License-Identifier: GPL-2.0-only
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "lib/alloc.h"
#include "probes/common/cycle.h"
#include "probes/common/stream.h"

static const unsigned int extras[] = CYCLE_EXTRAS;

#define EXTRAS (sizeof(extras) / sizeof(extras[0]))

/* Steps from slot 0 back to it. */
static uint32_t length(const uint32_t *next, uint32_t count)
{
	uint32_t steps = 0, at = 0;

	do {
		assert_true(next[at] < count);
		at = next[at];
		steps++;
	} while (at && steps <= count);
	return steps;
}

static void check_cycle(uint32_t count, uint64_t seed)
{
	uint32_t *next = xcalloc(count, sizeof(*next));

	cycle_shuffle(next, count, seed);
	assert_int_equal(length(next, count), count);
	free(next);
}

static void every_size_and_seed_gives_one_cycle(void **state)
{
	(void)state;
	for (uint32_t count = 1; count <= 300; count++)
		for (uint64_t seed = 0; seed < 20; seed++)
			check_cycle(count, seed);
	for (uint64_t seed = 0; seed < 3; seed++)
		check_cycle(1000003, seed);
}

/* Three slots have two cycles, four have six. */
static void every_cycle_is_equally_likely(void **state)
{
	unsigned int seen[4] = { 0 };
	uint32_t next[4];

	(void)state;
	for (uint64_t seed = 0; seed < 6000; seed++) {
		cycle_shuffle(next, 4, seed);
		seen[next[0]]++;
	}
	assert_int_equal(seen[0], 0);
	for (size_t i = 1; i < 4; i++)
		assert_in_range(seen[i], 1850, 2150);
}

static void seeds_give_different_cycles(void **state)
{
	uint32_t one[1000], two[1000], same = 0;

	(void)state;
	cycle_shuffle(one, 1000, 1);
	cycle_shuffle(two, 1000, 2);
	for (size_t i = 0; i < 1000; i++)
		same += one[i] == two[i];
	assert_true(same < 20);
	cycle_shuffle(two, 1000, 1);
	assert_memory_equal(one, two, sizeof(one));
}

static void a_seed_gives_the_cycle_that_it_always_gave(void **state)
{
	const uint32_t expected[] = { 4, 0, 1, 8, 3, 7, 2, 6, 9, 5 };
	uint32_t next[10];

	(void)state;
	cycle_shuffle(next, 10, 1);
	assert_memory_equal(next, expected, sizeof(next));
}

static void check_walk(uint32_t count, uint64_t stride, uint64_t seed)
{
	uint32_t *next = xcalloc(count, sizeof(*next));
	char *memory = xcalloc(count, stride);
	void **start;

	cycle_shuffle(next, count, seed);
	start = cycle_link(memory, stride, next, count, stride / 8, seed);
	for (size_t i = 0; i < EXTRAS; i++)
		assert_int_equal(cycle_walk(start, count + 1, extras[i]),
				 count);
	free(memory);
	free(next);
}

static void a_walk_visits_every_slot_and_comes_back(void **state)
{
	static const uint64_t strides[] = { 8, 64, 72, 4096 };

	(void)state;
	for (size_t i = 0; i < 4; i++)
		for (uint32_t count = 1; count < 600; count += 37)
			check_walk(count, strides[i], count);
}

static void a_walk_that_misses_slots_is_noticed(void **state)
{
	uint32_t two_cycles[] = { 1, 0, 3, 2 }, no_way_back[] = { 1, 2, 2, 0 };
	uint64_t memory[32];

	(void)state;
	assert_int_equal(
		cycle_walk(cycle_link(memory, 64, two_cycles, 4, 8, 1), 5, 0),
		2);
	assert_int_equal(
		cycle_walk(cycle_link(memory, 64, no_way_back, 4, 8, 1), 5, 0),
		5);
}

/* A bit for each word of a slot that one of the pointers lies in. */
static unsigned int used_places(uint32_t places)
{
	uint32_t next[256];
	char memory[256 * 64];
	unsigned int used = 0;
	char *at;

	cycle_shuffle(next, 256, 3);
	at = (char *)cycle_link(memory, 64, next, 256, places, 3);
	for (size_t i = 0; i < 256; i++) {
		used |= 1u << (at - memory) % 64 / 8;
		at = *(char **)at;
	}
	return used;
}

static void pointers_lie_where_they_may(void **state)
{
	(void)state;
	assert_int_equal(used_places(8), 0xff);
	assert_int_equal(used_places(1), 0x01);
}

static void no_walk_has_another_number_of_extra_instructions(void **state)
{
	void *start = &start;

	(void)state;
	assert_int_equal(cycle_walk(&start, 2, 7), 0);
	assert_int_equal(cycle_idle(2, 7), 0);
	assert_int_equal(cycle_idle(1000, 64), 1000);
}

static void sums_of_words_are_known_beforehand(void **state)
{
	uint64_t words[512];

	(void)state;
	stream_fill(words, 512);
	assert_int_equal(stream_read(words, 512), 512 * 511 / 2);
	assert_int_equal(stream_sum(0, 512), 512 * 511 / 2);
	assert_int_equal(stream_read(words + 64, 128), stream_sum(64, 128));
	words[77]++;
	assert_int_not_equal(stream_read(words + 64, 128), stream_sum(64, 128));
	/* Where a sum leaves 64 bits it does so on both sides. */
	assert_int_equal(stream_sum(UINT64_MAX, 8), 20);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_size_and_seed_gives_one_cycle),
		cmocka_unit_test(every_cycle_is_equally_likely),
		cmocka_unit_test(seeds_give_different_cycles),
		cmocka_unit_test(a_seed_gives_the_cycle_that_it_always_gave),
		cmocka_unit_test(a_walk_visits_every_slot_and_comes_back),
		cmocka_unit_test(a_walk_that_misses_slots_is_noticed),
		cmocka_unit_test(pointers_lie_where_they_may),
		cmocka_unit_test(
			no_walk_has_another_number_of_extra_instructions),
		cmocka_unit_test(sums_of_words_are_known_beforehand),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
