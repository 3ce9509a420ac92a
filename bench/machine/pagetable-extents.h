/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_PAGETABLE_EXTENTS_H
#define NUMABOOT_PAGETABLE_EXTENTS_H

#include <stdio.h>

#include "machine/pagetable.h"

/**
 * struct extent - pages that follow each other in both address spaces
 * @rights: "wxug", with "-" for what is not allowed or not so: writable,
 *	executable, for user mode, global; "" where it does not matter
 * @page: their size, PAGETABLE_SIZES where it does not matter
 * @pat: index into the page attribute table, which is the memory type
 */
struct extent {
	uint64_t virtual;
	uint64_t physical;
	uint64_t bytes;
	char rights[5];
	enum pagetable_size page;
	int pat;
};

/**
 * struct extents - a list of extents under construction
 * @last: the one that may still grow; bytes is 0 when there is none
 */
struct extents {
	struct pagetable_extents *result;
	FILE *out;
	struct extent last;
};

/** extents_begin - start the text in @result */
void extents_begin(struct extents *extents, struct pagetable_extents *result,
		   const char *header);

/** extents_add - add pages in the order of their virtual addresses */
void extents_add(struct extents *extents, const struct extent *more);

/** extents_end - finish text, size and digest */
void extents_end(struct extents *extents);

#endif
