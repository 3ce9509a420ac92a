/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_MADE_TABLE_H
#define NUMABOOT_MADE_TABLE_H

/*
 * For unit tests: a table of symbols as kernels of each era have it.
 */

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define TEXT UINT64_C(0xffffffff81000000)
#define COUNT 300

/*
 * How a kernel writes its table.  Without CONFIG_KALLSYMS_ALL what stands before
 * _stext is not in it.
 */
enum layout { ADDRESSES, HEADLESS, OFFSETS, PERCPU_OFFSETS, OFFSETS_LAST };

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
		if (layout <= HEADLESS)
			put(TEXT + 16 * i, 8);
		else if (layout == PERCPU_OFFSETS)
			put(UINT64_MAX - 16 * i, 4);
		else
			put(16 * i, 4);
	}
	align();
	if (layout > HEADLESS)
		put(TEXT, 8);
}

/* The first is "T_text" or "T_stext", the others "t001" and so on. */
static void put_names(enum layout layout)
{
	const char *first = layout == HEADLESS ? "T_stext" : "T_text";
	size_t start, second = 0;

	put(COUNT, 8);
	start = used;
	for (int i = 0; i < COUNT; i++) {
		char name[16];

		if (i == 256)
			second = used - start;
		snprintf(name, sizeof(name), i ? "t%03d" : first, i);
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

/* From offset @start of @bytes on. */
static void put_table(enum layout layout, size_t start)
{
	memset(bytes, 0, sizeof(bytes));
	used = start;
	if (layout != OFFSETS_LAST)
		put_places(layout);
	put_names(layout);
	put_tokens();
	if (layout == OFFSETS_LAST)
		put_places(layout);
}

#endif
