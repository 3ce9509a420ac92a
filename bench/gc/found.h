/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_GC_FOUND_H
#define NUMABOOT_GC_FOUND_H

/*
 * What is there.  A run that is not complete can go on, or goes on right now: it
 * stays, and nobody's lock is touched for that.  Of a complete one, the lock
 * tells whether somebody works on its tables.
 */

#include "gc/item.h"

/** gc_find_cache - trees, kernels and so on in the cache's folder */
void gc_find_cache(struct gc_items *items, const char *cache);

/**
 * gc_find_runs - runs and comparisons below a folder, OUT/PLAN/STAMP and deeper
 *
 * What is neither is passed over, bisections among it, and no link is followed.
 * What a `latest` names stays.
 */
void gc_find_runs(struct gc_items *items, const char *out);

/** gc_find_packages - NAME_VERSION, in which moving arms are unpacked */
void gc_find_packages(struct gc_items *items, const char *folder);

/**
 * gc_is_busy - does somebody hold this lock?
 * @path: of its file; one that is not there is held by nobody
 */
bool gc_is_busy(const char *path);

#endif
