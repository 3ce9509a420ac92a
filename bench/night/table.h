/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_NIGHT_TABLE_H
#define NUMABOOT_NIGHT_TABLE_H

/*
 * A run's CSV table (docs/samples.md), read whole: the columns that are asked
 * for, found by their names.  A file of which a row has fewer fields than its
 * header is refused.
 */

#include <stddef.h>

#include "lib/error.h"

/**
 * struct table - rows of it
 * @text: that all fields are in
 * @rows: @count of them, each with a field for each column, in their order
 * @fields: what the rows point into
 */
struct table {
	char *text;
	const char ***rows;
	const char **fields;
	size_t count;
};

/**
 * table_read - read some columns
 * @columns: ends with NULL
 *
 * Return: 0, or -errno; table_release() in both cases.
 */
int table_read(struct table *table, const char *folder, const char *name,
	       const char *const *columns, struct error *err);

/** table_release - free; a zeroed one is fine */
void table_release(struct table *table);

#endif
