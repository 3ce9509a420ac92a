/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_NAMES_H
#define NUMABOOT_NAMES_H

/*
 * Lines of the console that say what a range is for where memblock's own do
 * not.  A line that is not known names nothing, and is no error.
 */

#include <stdbool.h>
#include <stdint.h>

/**
 * struct name - what a line of the console says about a range
 * @start: first byte; not set when @sized
 * @bytes: how long it is
 * @sized: the line says only how long: it stands right behind its allocation
 * @class_name: one of classes_names[]
 * @caller: the function that the line stands for
 * @searched: the kernel chose the address
 */
struct name {
	uint64_t start;
	uint64_t bytes;
	bool sized;
	const char *class_name;
	const char *caller;
	bool searched;
};

/**
 * names_parse - does a line name a range?
 * @line: without time stamp
 * @name: set when it does
 *
 * Formats: Linux 3.12, 6.1 and 6.12, in the files that @caller is in.  They
 * tell what memblock's own lines do not: a reservation whose caller is one
 * of memblock's functions, or bootmem's.
 */
bool names_parse(const char *line, struct name *name);

#endif
