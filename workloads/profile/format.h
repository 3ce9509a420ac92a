/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_FORMAT_H
#define NUMABOOT_FORMAT_H

/*
 * Numbers as people read them.  They come back by value, so that several fit
 * into one call of printf().
 */

#include <stdint.h>

/* A number of 64 bits with its separators and sign. */
struct digits {
	char text[32];
};

/** format_count - 1234567 as 1,234,567 */
struct digits format_count(uint64_t count);

/** format_change - 1234567 as +1,234,567, 0 as 0 */
struct digits format_change(int64_t change);

/** format_share - @part of @whole in percent; 0 of nothing */
double format_share(uint64_t part, uint64_t whole);

#endif
