// SPDX-License-Identifier: GPL-2.0-only
/* Every cell has one shard, every shard something to boot, and no timed block two. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "shard/deal.h"

#define CELLS 12
#define PER_BLOCK 4

static char ids[CELLS][16];
static struct cell_record cells[CELLS];

static int make_cells(void **state)
{
	(void)state;
	for (int i = 0; i < CELLS; i++) {
		snprintf(ids[i], sizeof(ids[i]), "b%d-%d", i / PER_BLOCK, i);
		cells[i] = (struct cell_record){
			.run_id = ids[i], .block = i / PER_BLOCK,
		};
	}
	return 0;
}

static struct deal deal_of(int count, bool timed)
{
	return (struct deal){
		.cells = cells, .cell_count = CELLS, .timed = timed,
		.canary = timed ? NULL : "b0-2", .count = count,
	};
}

static void exact_cells_are_dealt_in_turn(void **state)
{
	static const int expected[CELLS] = {
		1, 2, 0, 3, 1, 2, 3, 1, 2, 3, 1, 2,
	};
	const struct deal deal = deal_of(3, false);
	int shards[CELLS];
	struct error err;

	(void)state;
	assert_int_equal(deal_cells(&deal, shards, &err), 0);
	assert_memory_equal(shards, expected, sizeof(expected));
}

static void no_timed_block_is_split(void **state)
{
	static const int expected[CELLS] = {
		1, 1, 1, 1, 2, 2, 2, 2, 1, 1, 1, 1,
	};
	const struct deal deal = deal_of(2, true);
	int shards[CELLS];
	struct error err;

	(void)state;
	assert_int_equal(deal_cells(&deal, shards, &err), 0);
	assert_memory_equal(shards, expected, sizeof(expected));
}

static void refuse(int count, bool timed, const char *sentence)
{
	const struct deal deal = deal_of(count, timed);
	int shards[CELLS];
	struct error err;

	assert_int_equal(deal_cells(&deal, shards, &err), -EINVAL);
	assert_string_equal(err.text, sentence);
}

static void a_shard_without_work_is_refused(void **state)
{
	const struct deal most = deal_of(CELLS - 1, false);
	int shards[CELLS];
	struct error err;

	(void)state;
	assert_int_equal(deal_cells(&most, shards, &err), 0);
	refuse(CELLS, false,
	       "found 12 shards and 11 cells beside the one that every host boots, expected no more shards than that");
	refuse(4, true,
	       "found 4 shards and 3 blocks of timed cells, which are not split, expected no more shards than that");
	refuse(0, false, "found 0 shards, expected 1 to 1000");
	refuse(-3, true, "found -3 shards, expected 1 to 1000");
	refuse(1001, false, "found 1001 shards, expected 1 to 1000");
}

static void a_block_that_no_plan_has_is_refused(void **state)
{
	(void)state;
	cells[7].block = -1;
	refuse(2, true, "found block -1, expected 0 to 100000");
	cells[7].block = INT32_MAX;
	refuse(2, true, "found block 2147483647, expected 0 to 100000");
	cells[7].block = 1;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(exact_cells_are_dealt_in_turn),
		cmocka_unit_test(no_timed_block_is_split),
		cmocka_unit_test(a_shard_without_work_is_refused),
		cmocka_unit_test(a_block_that_no_plan_has_is_refused),
	};

	return cmocka_run_group_tests(tests, make_cells, NULL);
}
