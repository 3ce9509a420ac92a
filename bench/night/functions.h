/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_NIGHT_FUNCTIONS_H
#define NUMABOOT_NIGHT_FUNCTIONS_H

/*
 * Which functions a boot executes more or less than another one of the same
 * cell.  Of both the whole table is read, so that the changes add up to that of
 * boot.insns, to the last instruction.
 */

#include <stddef.h>
#include <stdint.h>

#include "lib/error.h"

/**
 * struct cell_name - a cell of two runs
 */
struct cell_name {
	const char *arm;
	const char *topology;
	const char *mapping;
};

/**
 * struct function_change - instructions that a function itself executed
 * @change: now less before
 * @before: 0 where it did not run, as @now
 */
struct function_change {
	char *name;
	int64_t change;
	int64_t before;
	int64_t now;
};

/**
 * struct functions - all that changed
 * @list: @count of them, the largest first
 * @sum: of all
 */
struct functions {
	struct function_change *list;
	size_t count;
	int64_t sum;
};

/**
 * functions_compare - read both tables
 * @before: folder of the tables of one run, @now: of the other
 *
 * Return: 0; -ENODATA when one of them has no such cell; or -errno.
 * functions_release() in all cases.
 */
int functions_compare(struct functions *functions, const char *before,
		      const char *now, const struct cell_name *cell,
		      struct error *err);

/** functions_release - free; a zeroed one is fine */
void functions_release(struct functions *functions);

#endif
