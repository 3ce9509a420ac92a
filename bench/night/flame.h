/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_NIGHT_FLAME_H
#define NUMABOOT_NIGHT_FLAME_H

/*
 * The difference of two boots as a picture of call paths, SVG without scripts.
 * A frame is as wide as what its paths changed, more and less added as sizes;
 * its colour says which way they went together.  Paths that are the same in
 * both boots are not drawn.
 */

#include <stdio.h>

#include "night/stacks.h"

/** flame_print_difference - draw it; nothing where nothing changed */
void flame_print_difference(FILE *out, const struct stacks *paths);

#endif
