/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_PAGETABLE_EXTENTS_H
#define NUMABOOT_PAGETABLE_EXTENTS_H

/*
 * How a walk collects what is mapped: pages in ascending order become the
 * longest extents there are.  Inside bench/machine only.
 */

#include "machine/pagetable.h"

/**
 * pagetable_map_add - add pages behind all that were added before
 *
 * What goes on where the last extent ends, and is like it, makes it longer.
 */
void pagetable_map_add(struct pagetable_map *map,
		       const struct pagetable_extent *more);

#endif
