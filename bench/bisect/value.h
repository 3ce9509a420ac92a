/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_VALUE_H
#define NUMABOOT_VALUE_H

/*
 * What a boot's tables say of one metric, and a digest of all that they say.
 * Only exact values are read: a commit cannot be found by others.
 */

#include <stdbool.h>
#include <stdint.h>

#include "lib/digest.h"
#include "lib/error.h"

/**
 * struct value_wanted - which number
 * @metric: its name
 * @item: of it, or NULL: all of them are added up
 * @node: likewise, "3"
 */
struct value_wanted {
	const char *metric;
	const char *item;
	const char *node;
};

/**
 * value_read - read the tables of a session of one arm and cell
 * @folder: with samples.csv, and what other tables its workloads have
 * @value: the number, 0 without a row: nothing is counted so (docs/samples.md)
 * @digest: over all exact rows of samples.csv and all rows of the others:
 *	functions, placements, memory blocks
 *
 * Return: 0, -EINVAL with "file:line: …", or -errno.
 */
int value_read(const char *folder, const struct value_wanted *wanted,
	       uint64_t *value, char digest[DIGEST_HEX_SIZE],
	       struct error *err);

#endif
