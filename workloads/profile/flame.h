/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_FLAME_H
#define NUMABOOT_FLAME_H

#include <stdio.h>

#include "graph.h"

/**
 * flame_print - the call paths of a boot as a picture, SVG
 * @title: what was profiled
 *
 * An icicle: the root on top, callees below their callers in the order in which
 * they first ran, widths in instructions.  Above it a bar of the phases.
 * Pointing at a frame shows its whole name and cost.
 */
void flame_print(const struct graph *graph, const char *title, FILE *file);

#endif
