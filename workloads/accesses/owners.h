/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_ACCESSES_OWNERS_H
#define NUMABOOT_ACCESSES_OWNERS_H

/*
 * What each page of RAM is held for at one point of the boot, by the early
 * reservations.  Page by page and without overlaps: a page that several
 * classes share is mixed.
 */

#include <stddef.h>
#include <stdint.h>

#include "../placement/reservations.h"

/* More than classes_names[] has. */
#define OWNERS_MAX_CLASSES 32

/* Of pages that reservations of several classes share. */
#define OWNERS_MIXED "mixed"

/**
 * enum owners_when - the point of the boot that is asked about
 * @OWNERS_LOADED: the loader is done: what it, the firmware or the command
 *	line chose the place of
 * @OWNERS_BEFORE_SRAT: SRAT is about to be read
 * @OWNERS_AT_END: memblock is about to hand over
 */
enum owners_when {
	OWNERS_LOADED,
	OWNERS_BEFORE_SRAT,
	OWNERS_AT_END,
};

/** struct owner - pages that are held for one purpose */
struct owner {
	uint64_t first_page;
	uint64_t end_page;
	const char *class_name;
};

/**
 * struct owners - what the early reservations hold, page by page
 * @list: ascending, without overlaps
 * @count: how many
 */
struct owners {
	struct owner *list;
	size_t count;
};

/**
 * owners_make - from the reservations of a boot that are never released
 * @when: those that are made later do not count
 *
 * A page of which reservations of one class hold a part is of that class.
 */
void owners_make(struct owners *owners, const struct reservations *list,
		 enum owners_when when);

/** owners_find - class of a physical address, NULL where nothing is held */
const char *owners_find(const struct owners *owners, uint64_t address);

/** owners_release - free it; a zeroed one is fine */
void owners_release(struct owners *owners);

#endif
