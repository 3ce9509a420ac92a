/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_TABLE_H
#define NUMABOOT_TABLE_H

#include <stdio.h>

#include "graph.h"
#include "kernel/lines.h"

/**
 * table_print - phases, kinds and the functions that cost most, as text
 * @title: what was profiled
 * @lines: where the functions stand; may be empty
 */
void table_print(const struct graph *graph, const char *title,
		 const struct lines *lines, FILE *file);

#endif
