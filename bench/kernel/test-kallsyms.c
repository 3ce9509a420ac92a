// SPDX-License-Identifier: GPL-2.0-only
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "kernel/kallsyms.h"
#include "kernel/made-table.h"

/* What stands before _stext where that is not in the table. */
#define HEAD 0x1a8

static struct payload write_table(enum layout layout)
{
	put_table(layout, 64);
	return (struct payload){
		.bytes = bytes, .size = used + 64,
		.text_start = layout == HEADLESS ? TEXT - HEAD : TEXT,
		.text_size = 16 * COUNT,
	};
}

static int see(void *context, uint64_t address, char type, const char *name)
{
	unsigned int *seen = context;
	char expected[16];

	snprintf(expected, sizeof(expected), "%03u", *seen);
	if (*seen)
		assert_string_equal(name, expected);
	else
		assert_true(!strcmp(name, "_text") || !strcmp(name, "_stext"));
	assert_int_equal(type, *seen ? 't' : 'T');
	assert_int_equal(address, TEXT + 16 * *seen);
	(*seen)++;
	return 0;
}

static void the_table_of_each_era_is_read(void **state)
{
	(void)state;
	for (enum layout layout = ADDRESSES; layout <= OFFSETS_LAST; layout++) {
		struct payload payload = write_table(layout);
		struct kallsyms table;
		unsigned int seen = 0;

		kallsyms_find(&table, &payload);
		assert_int_equal(table.count, COUNT);
		assert_int_equal(kallsyms_each(&table, see, &seen), 0);
		assert_int_equal(seen, COUNT);
	}
}

static void a_damaged_table_is_none(void **state)
{
	struct payload payload = write_table(OFFSETS);
	struct kallsyms table;

	(void)state;
	for (size_t size = 0; size < payload.size - 64; size += 7) {
		struct payload cut = payload;

		cut.size = size;
		kallsyms_find(&table, &cut);
		if (size + 8 < used)
			assert_int_equal(table.count, 0);
	}
	payload.text_start += 16;
	kallsyms_find(&table, &payload);
	assert_int_equal(table.count, 0);
}

static void the_start_is_near_the_first_symbol(void **state)
{
	struct payload payload = write_table(HEADLESS);
	struct kallsyms table;

	(void)state;
	payload.text_start -= 1 << 16;
	kallsyms_find(&table, &payload);
	assert_int_equal(table.count, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_table_of_each_era_is_read),
		cmocka_unit_test(a_damaged_table_is_none),
		cmocka_unit_test(the_start_is_near_the_first_symbol),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
