/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_TABLES_H
#define NUMABOOT_TABLES_H

/*
 * The CSV files that a run's evidence is turned into.  They are built in
 * memory and written at the end, each whole or not at all.  A table that a
 * workload declares is there with its header whether or not anything ran, and
 * every row of it begins with the same columns.
 */

#include <stdio.h>

#include "lib/error.h"
#include "workload/workload.h"

/**
 * struct tables - what is to be written
 * @list: @count of them
 */
struct tables {
	struct table_file **list;
	size_t count;
};

/** tables_add - one more file; Return: where its text goes */
FILE *tables_add(struct tables *tables, const char *file);

/** tables_find - where the text of such a file goes, or NULL */
FILE *tables_find(const struct tables *tables, const char *file);

/** tables_add_declared - the tables of all workloads, with their headers */
void tables_add_declared(struct tables *tables);

/**
 * tables_of - where rows of a workload's tables go
 *
 * Return: a stream for each of them, in their order; the caller frees the
 * list.  NULL when it has none.
 */
FILE **tables_of(const struct tables *tables, const struct workload *workload);

/**
 * tables_write - write all files and their SHA256SUMS, and forget them
 * @ret: when negative, nothing is written
 *
 * Return: @ret, or -errno with @err set.
 */
int tables_write(struct tables *tables, const char *folder, int ret,
		 struct error *err);

/** tables_check - are these files of a folder as they were written? */
int tables_check(const struct tables *tables, const char *folder,
		 struct error *err);

#endif
