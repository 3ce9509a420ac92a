/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_KALLSYMS_H
#define NUMABOOT_KALLSYMS_H

/*
 * The table of symbols that a kernel carries in itself (CONFIG_KALLSYMS), as
 * scripts/kallsyms.c writes it.  It is what the running kernel calls its own
 * functions, so symbols from anywhere else can be held against it.
 */

#include <stdbool.h>
#include <stdint.h>

#include "kernel/payload.h"

/**
 * struct kallsyms - where the parts of the table are, in a payload
 * @count: symbols in it, 0: there is no table
 * @names: of each a length and so many tokens
 * @tokens: texts that names are made of
 * @token_index: where each of the 256 tokens begins, 16 bits each
 * @offsets: of each 32 bits, or 64 bits of address where @base is 0
 * @base: what the offsets are relative to
 * @percpu: offsets below zero are of the kernel's image
 */
struct kallsyms {
	uint32_t count;
	const unsigned char *names;
	const unsigned char *tokens;
	const unsigned char *token_index;
	const unsigned char *offsets;
	uint64_t base;
	bool percpu;
};

/**
 * kallsyms_find - look for the table
 *
 * Layouts: Linux 3.12 (addresses), 4.6 to 6.4 (offsets before the names), 6.4
 * and later (behind the tokens).
 */
void kallsyms_find(struct kallsyms *table, const struct payload *payload);

/**
 * kallsyms_each - every symbol, until @handle does not return 0
 * @handle: gets address, nm's letter and name
 *
 * Return: what @handle returned last, else 0.
 */
int kallsyms_each(const struct kallsyms *table,
		  int (*handle)(void *context, uint64_t address, char type,
				const char *name),
		  void *context);

#endif
