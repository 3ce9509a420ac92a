/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_ROWS_H
#define NUMABOOT_ROWS_H

/*
 * Rows that a program in the guest printed as CSV, taken from its records.
 * Comments are left out, the first line names the columns, and every row has a
 * field for each of them.
 */

#include <stddef.h>
#include <stdint.h>

#include "evidence/run.h"
#include "lib/error.h"

struct row;

/**
 * rows_each - hand every row that a program in the guest printed to a function
 * @evidence: of a completed run
 * @program: which one; its output is lines that begin with `#`, then CSV
 *	without quotes, its first line the names of the columns
 * @handle: gets each row, which lives until it returns.  0, or -errno with
 *	@err set, which ends the reading
 * @context: passed through to @handle
 *
 * Return: 0, -EINVAL when there is no row, a row has too few or too many
 * fields, or the records cannot be read; or what @handle returned.
 */
int rows_each(const struct run_evidence *evidence, const char *program,
	      int (*handle)(void *context, const struct row *row,
			    struct error *err),
	      void *context, struct error *err);

/** row_text - the field in a column; NULL with @err set without the column */
const char *row_text(const struct row *row, const char *column,
		     struct error *err);

/** struct row_column - a column of numbers, and where one of them goes */
struct row_column {
	const char *name;
	uint64_t *value;
};

/**
 * row_numbers - the fields in some columns as numbers
 *
 * Return: 0, or -EINVAL with @err set.
 */
int row_numbers(const struct row *row, const struct row_column *columns,
		size_t count, struct error *err);

#endif
