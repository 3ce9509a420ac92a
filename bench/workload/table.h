/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_TABLE_H
#define NUMABOOT_TABLE_H

/*
 * Rows of a workload's own tables.  The columns that every such table begins
 * with are written here; a workload writes its own ones, as many as it
 * declares, and the end of the line.
 */

#include <stddef.h>
#include <stdio.h>

#include "workload/sample.h"

/**
 * table_row - begin a row
 * @index: of the table among those that the workload declares
 *
 * Return: the stream, for the table's own columns and the end of the line.
 */
FILE *table_row(const struct sample_sink *sink, size_t index);

#endif
