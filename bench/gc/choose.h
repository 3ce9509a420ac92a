/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_GC_CHOOSE_H
#define NUMABOOT_GC_CHOOSE_H

/*
 * What goes of what may go.  Of each group those that were used last stay; of
 * the others those go that were used longest ago, until all that is left is
 * small enough.  What a gc that was killed has left goes in any case.
 */

#include "gc/item.h"

/**
 * struct gc_limits - what is asked for
 * @keep: items of each group that stay
 * @max_bytes: of all items together; 0: all go that may
 */
struct gc_limits {
	size_t keep;
	uint64_t max_bytes;
};

/** gc_choose - set @goes, and why the others stay */
void gc_choose(struct gc_items *items, const struct gc_limits *limits);

#endif
