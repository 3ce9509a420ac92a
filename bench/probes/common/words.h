/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_WORDS_H
#define NUMABOOT_WORDS_H

/*
 * Words of a command line.  Each of these returns 0, or -EINVAL with
 * "OPTION: found `WORD`, expected …"; a word that is NULL was not given and
 * changes nothing.
 */

#include <stddef.h>
#include <stdint.h>

#include "lib/error.h"

/** words_refuse - say what is wrong with a word */
int words_refuse(struct error *err, const char *option, const char *found,
		 const char *expected);

/** words_take_number - a number from @least to @most */
int words_take_number(const char *option, const char *word, uint64_t least,
		      uint64_t most, uint64_t *value, struct error *err);

/**
 * words_take_memory - the size of a buffer of whole huge pages
 *
 * Less than 32 GiB: then 32 bits are enough to number words of 8 bytes.
 */
int words_take_memory(const char *option, const char *word, uint64_t *bytes,
		      struct error *err);

/* A line of a cache. */
#define WORDS_STRIDE 64

/** words_take_stride - --stride: bytes per step, a multiple of 8 */
int words_take_stride(const char *word, uint64_t *stride, struct error *err);

/** struct words_pages - @count page sizes, each of them once */
struct words_pages {
	uint64_t bytes[2];
	size_t count;
};

/** words_take_pages - --pages: both sizes when there is no @list */
int words_take_pages(const char *list, struct words_pages *pages,
		     struct error *err);

/** words_take_list - hand each word between commas to @take */
int words_take_list(const char *list,
		    int (*take)(const char *word, void *context,
				struct error *err),
		    void *context, struct error *err);

#endif
