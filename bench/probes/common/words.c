// SPDX-License-Identifier: GPL-2.0-only
#include "probes/common/words.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/parse.h"
#include "probes/common/buffer.h"

#define MOST_BYTES (32ULL << 30)

int words_refuse(struct error *err, const char *option, const char *found,
		 const char *expected)
{
	return error_set(err, EINVAL, "%s: found `%s`, expected %s", option,
			 found, expected);
}

int words_take_number(const char *option, const char *word, uint64_t least,
		      uint64_t most, uint64_t *value, struct error *err)
{
	char expected[80];

	if (!word ||
	    (parse_u64(word, value) == 0 && *value >= least && *value <= most))
		return 0;
	snprintf(expected, sizeof(expected),
		 "a number from %" PRIu64 " to %" PRIu64, least, most);
	return words_refuse(err, option, word, expected);
}

int words_take_memory(const char *option, const char *word, uint64_t *bytes,
		      struct error *err)
{
	if (!word)
		return 0;
	if (parse_bytes(word, bytes) || !*bytes || *bytes % HUGE_PAGE_BYTES)
		return words_refuse(err, option, word, "a multiple of 2M");
	if (*bytes >= MOST_BYTES)
		return words_refuse(err, option, word, "less than 32G");
	return 0;
}

int words_take_stride(const char *word, uint64_t *stride, struct error *err)
{
	int ret = words_take_number("--stride", word, 8, 4096, stride, err);

	if (ret == 0 && *stride % 8)
		ret = error_set(err, EINVAL,
				"--stride: found %" PRIu64
				", expected a multiple of 8",
				*stride);
	return ret;
}

static int take_page(const char *word, void *context, struct error *err)
{
	struct words_pages *pages = context;
	uint64_t bytes = 0;

	parse_bytes(word, &bytes);
	if ((bytes != SMALL_PAGE_BYTES && bytes != HUGE_PAGE_BYTES) ||
	    pages->count == 2 || (pages->count && pages->bytes[0] == bytes))
		return words_refuse(err, "--pages", word, "4K, 2M or 4K,2M");
	pages->bytes[pages->count++] = bytes;
	return 0;
}

int words_take_pages(const char *list, struct words_pages *pages,
		     struct error *err)
{
	return words_take_list(list ? list : "4K,2M", take_page, pages, err);
}

int words_take_list(const char *list,
		    int (*take)(const char *word, void *context,
				struct error *err),
		    void *context, struct error *err)
{
	char *copy = xstrdup(list), *rest = copy, *word;
	int ret = 0;

	while (ret == 0 && (word = strsep(&rest, ",")))
		ret = take(word, context, err);
	free(copy);
	return ret;
}
