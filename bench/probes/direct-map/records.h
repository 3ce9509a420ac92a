/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_DIRECT_RECORDS_H
#define NUMABOOT_DIRECT_RECORDS_H

/*
 * The pages that the operation `read` goes through.  Where it ends and the sum
 * of what it finds are computed, not read back.
 */

#include <stdint.h>

#include "lib/error.h"

/**
 * struct records - a record in each page, one random cycle through them all
 * @base: @pages pages of 4 KiB
 * @bytes: of a record, a power of two from 64 to 4096; it lies at a
 *	   multiple of this, a random one in each page
 * @seed: of cycle and places
 *
 * A record's first word is the position of the next one, counted in bytes
 * from @base; its other words are its own position and their number in it.
 */
struct records {
	void *base;
	uint32_t pages;
	uint64_t bytes;
	uint64_t seed;
};

/**
 * records_write - write them, and find out what a reader must find
 * @count: how many are read, one behind the other, beginning with page 0's
 * @first: position of that one
 * @last: position of the one that would be read next
 * @sum: of all their words
 *
 * @last and @sum do not come from what was written.
 *
 * Return: 0 or -ENOMEM.
 */
int records_write(const struct records *records, uint64_t count,
		  uint64_t *first, uint64_t *last, uint64_t *sum,
		  struct error *err);

#endif
