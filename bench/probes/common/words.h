/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_WORDS_H
#define NUMABOOT_WORDS_H

#include <popt.h>
#include <stdint.h>

#include "lib/error.h"

/*
 * Words of a command line.  Each of these returns 0, or -EINVAL with
 * "OPTION: found `WORD`, expected …"; a word that is NULL was not given and
 * changes nothing.
 */

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

/** words_take_list - hand each word between commas to @take */
int words_take_list(const char *list,
		    int (*take)(const char *word, void *context,
				struct error *err),
		    void *context, struct error *err);

/** words_parse - read all options; there is nothing but options */
int words_parse(poptContext context, struct error *err);

#endif
