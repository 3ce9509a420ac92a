// SPDX-License-Identifier: GPL-2.0-only
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/shuffle.h"

#define COUNT 10

static int list[COUNT];

static void check(uint32_t (*below)(void *state, uint32_t limit), void *state,
		  const int *expected)
{
	for (int i = 0; i < COUNT; i++)
		list[i] = i;
	shuffle(list, COUNT, sizeof(*list), below, state);
	assert_memory_equal(list, expected, sizeof(list));
}

static uint32_t draw(void *state, uint32_t limit)
{
	return nrand48(state) % limit;
}

/* What plans were run in since there are plans. */
static void an_order_stays_what_it_was(void **state)
{
	const int expected[COUNT] = { 5, 3, 0, 2, 7, 1, 6, 9, 8, 4 };
	unsigned short seed[3] = { 1, 0, 0 };

	(void)state;
	check(draw, seed, expected);
}

static uint32_t draw_last(void *state, uint32_t limit)
{
	++*(int *)state;
	return limit - 1;
}

static uint32_t draw_first(void *state, uint32_t limit)
{
	(void)limit;
	++*(int *)state;
	return 0;
}

static void a_number_is_drawn_for_each_place_but_the_first(void **state)
{
	const int same[COUNT] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 };
	const int turned[COUNT] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 0 };
	int drawn = 0;

	(void)state;
	check(draw_last, &drawn, same);
	assert_int_equal(drawn, COUNT - 1);
	check(draw_first, &drawn, turned);
	shuffle(list, 1, sizeof(*list), draw_first, &drawn);
	shuffle(NULL, 0, sizeof(*list), draw_first, &drawn);
	assert_int_equal(drawn, 2 * (COUNT - 1));
}

static void elements_of_any_size_are_moved_whole(void **state)
{
	char words[3][5] = { "zero", "one", "two" };
	int drawn = 0;

	(void)state;
	shuffle(words, 3, sizeof(*words), draw_first, &drawn);
	assert_string_equal(words[0], "one");
	assert_string_equal(words[1], "two");
	assert_string_equal(words[2], "zero");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_order_stays_what_it_was),
		cmocka_unit_test(
			a_number_is_drawn_for_each_place_but_the_first),
		cmocka_unit_test(elements_of_any_size_are_moved_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
