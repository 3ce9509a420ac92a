// SPDX-License-Identifier: GPL-2.0-only
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "kernel/kallsyms.h"

#define TEXT UINT64_C(0xffffffff81000000)
#define COUNT 300

/* How a kernel writes its table. */
enum layout { ADDRESSES, OFFSETS, PERCPU_OFFSETS, OFFSETS_LAST };

static unsigned char bytes[1 << 16];
static size_t used;

static void put(uint64_t value, size_t width)
{
	memcpy(bytes + used, &value, width);
	used += width;
}

static void align(void)
{
	used = (used + 7) & ~(size_t)7;
}

static void put_places(enum layout layout)
{
	for (uint64_t i = 0; i < COUNT; i++) {
		if (layout == ADDRESSES)
			put(TEXT + 16 * i, 8);
		else if (layout == PERCPU_OFFSETS)
			put(UINT64_MAX - 16 * i, 4);
		else
			put(16 * i, 4);
	}
	align();
	if (layout != ADDRESSES)
		put(TEXT, 8);
}

/* The first is "T_text", the others "t000" and so on. */
static void put_names(void)
{
	size_t start, second = 0;

	put(COUNT, 8);
	start = used;
	for (int i = 0; i < COUNT; i++) {
		char name[16];

		if (i == 256)
			second = used - start;
		snprintf(name, sizeof(name), i ? "t%03d" : "T_text", i);
		put(strlen(name), 1);
		memcpy(bytes + used, name, strlen(name));
		used += strlen(name);
	}
	align();
	put(0, 4);
	put(second, 4);
	align();
}

/* Each token is its own character; there is none for zero. */
static void put_tokens(void)
{
	for (int i = 0; i < 256; i++) {
		put(i ? (uint64_t)i : 'x', 1);
		put(0, 1);
	}
	align();
	for (uint64_t i = 0; i < 256; i++)
		put(2 * i, 2);
	align();
}

static struct payload write_table(enum layout layout)
{
	memset(bytes, 0, sizeof(bytes));
	used = 64;
	if (layout != OFFSETS_LAST)
		put_places(layout);
	put_names();
	put_tokens();
	if (layout == OFFSETS_LAST)
		put_places(layout);
	return (struct payload){
		.bytes = bytes, .size = used + 64, .text_start = TEXT,
		.text_size = 16 * COUNT,
	};
}

static int see(void *context, uint64_t address, char type, const char *name)
{
	unsigned int *seen = context;
	char expected[16];

	snprintf(expected, sizeof(expected), *seen ? "%03u" : "_text", *seen);
	assert_string_equal(name, expected);
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_table_of_each_era_is_read),
		cmocka_unit_test(a_damaged_table_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
