// SPDX-License-Identifier: GPL-2.0-only
/* Histories with one bad commit, with many, and with some that are no commit. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "bisect/search.h"

#define MOST 130

static struct candidate list[MOST];
static uint64_t values[MOST];
static enum candidate_state states[MOST];

static void reset(void)
{
	memset(list, 0, sizeof(list));
	memset(values, 0, sizeof(values));
	for (size_t i = 0; i < MOST; i++)
		states[i] = CANDIDATE_MEASURED;
}

static void measure(size_t i)
{
	assert_int_equal(list[i].state, CANDIDATE_OPEN);
	list[i].state = states[i];
	list[i].value = values[i];
	snprintf(list[i].digest, sizeof(list[i].digest), "%ju",
		 (uintmax_t)values[i]);
}

static size_t search(size_t count)
{
	size_t looks = 0, next;

	for (; search_next(list, count, &next); looks++)
		measure(next);
	return looks;
}

static size_t log2_up(size_t count)
{
	size_t bits = 0;

	while (((size_t)1 << bits) < count)
		bits++;
	return bits;
}

static void every_single_one_is_found_within_the_bound(void **state)
{
	(void)state;
	for (size_t count = 2; count <= 65; count++)
		for (size_t bad = 1; bad < count; bad++) {
			size_t first, last;

			reset();
			for (size_t i = bad; i < count; i++)
				values[i] = 7;
			assert_true(search(count) <= 2 + log2_up(count - 1));
			search_found(list, count, &first, &last);
			assert_int_equal(first, bad);
			assert_int_equal(last, bad);
		}
}

static void what_does_not_build_beside_it_gives_a_range(void **state)
{
	size_t first, last;

	(void)state;
	reset();
	for (size_t i = 5; i < 9; i++)
		values[i] = 7;
	states[4] = CANDIDATE_NO_BUILD;
	states[5] = CANDIDATE_ENDED;
	search(9);
	search_found(list, 9, &first, &last);
	assert_int_equal(first, 4);
	assert_int_equal(last, 6);

	/* Elsewhere it costs a look and no more. */
	states[4] = states[5] = CANDIDATE_MEASURED;
	states[2] = CANDIDATE_NO_BUILD;
	memset(list, 0, sizeof(list));
	search(9);
	search_found(list, 9, &first, &last);
	assert_int_equal(first, 5);
	assert_int_equal(last, 5);
}

static void a_third_value_counts_as_the_nearer_end(void **state)
{
	size_t first, last;

	(void)state;
	reset();
	values[4] = 49;
	values[5] = 51;
	values[6] = values[7] = values[8] = 100;
	search(9);
	search_found(list, 9, &first, &last);
	assert_int_equal(first, 5);
	assert_int_equal(last, 5);
	assert_false(search_is_bad(list, 9, 50));
}

/* Shares of what the profile says of them, added up. */
static int64_t sum_shares(size_t count)
{
	int64_t sum = 0;
	size_t next;

	for (size_t i = 0; i < count - 1; i = next) {
		next = search_after(list, count, i);
		sum += (int64_t)(list[next].value - list[i].value);
	}
	return sum;
}

static void every_commit_gets_its_share(void **state)
{
	static const size_t planted[] = { 3, 17, 18, 40, 63 };
	size_t looks = 0, next, count = 65;

	(void)state;
	reset();
	for (size_t p = 0; p < sizeof(planted) / sizeof(planted[0]); p++)
		for (size_t i = planted[p]; i < count; i++)
			values[i] += 5 + p;
	for (; search_next_share(list, count, &next); looks++)
		measure(next);
	for (size_t p = 0; p < sizeof(planted) / sizeof(planted[0]); p++) {
		size_t at = planted[p];

		assert_int_equal(list[at].state, CANDIDATE_MEASURED);
		assert_int_equal(list[at - 1].state, CANDIDATE_MEASURED);
		assert_int_equal(list[at].value - list[at - 1].value, 5 + p);
	}
	assert_int_equal(sum_shares(count), values[count - 1]);
	assert_true(looks < 40);
}

/* The sum is that of the ends, and the profile between them is another. */
static void a_pair_that_cancels_is_found_where_a_look_falls_between(void **state)
{
	size_t next;

	(void)state;
	reset();
	values[30] = values[31] = 5;
	values[64] = 1;
	while (search_next_share(list, 65, &next))
		measure(next);
	assert_int_equal(list[64].value - list[63].value, 1);
	values[32] = 5;
	memset(list, 0, sizeof(list));
	while (search_next_share(list, 65, &next))
		measure(next);
	assert_int_equal(list[30].value - list[29].value, 5);
	assert_int_equal(list[33].value - list[32].value, (uint64_t)-5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_single_one_is_found_within_the_bound),
		cmocka_unit_test(what_does_not_build_beside_it_gives_a_range),
		cmocka_unit_test(a_third_value_counts_as_the_nearer_end),
		cmocka_unit_test(every_commit_gets_its_share),
		cmocka_unit_test(a_pair_that_cancels_is_found_where_a_look_falls_between),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
