/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_NIGHT_MAP_H
#define NUMABOOT_NIGHT_MAP_H

/*
 * Where early memory lay before a change and behind it: for each node a bar of
 * its memory and every reservation that is still held in it, SVG without
 * scripts.  What is narrower than can be seen is drawn as wide as can be seen.
 */

#include <stdio.h>

#include "night/functions.h"

/**
 * map_print - draw both
 * @folders: of the runs before and behind it, with their tables
 *
 * Return: 0, or -errno: one of them has no such tables any more.
 */
int map_print(FILE *out, const char *const folders[2],
	      const struct cell_name *cell, struct error *err);

#endif
