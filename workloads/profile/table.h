/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_PROFILE_TABLE_H
#define NUMABOOT_PROFILE_TABLE_H

/*
 * A boot on a few screens.  The longest rows stand first and are cut to a
 * screen of each; phases and kinds are told whole and add up to the total.
 */

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
