// SPDX-License-Identifier: GPL-2.0-only
#include "probes/direct-map/records.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

#include "probes/common/buffer.h"
#include "probes/common/cycle.h"
#include "probes/common/random.h"

#define WORD_BYTES sizeof(uint64_t)

/* The same for a page whenever it is asked for. */
static uint64_t position(const struct records *records, uint32_t page)
{
	uint64_t seed = records->seed + page;
	uint32_t places = SMALL_PAGE_BYTES / records->bytes;

	return page * SMALL_PAGE_BYTES +
	       random_below(&seed, places) * records->bytes;
}

static void write_record(const struct records *records, uint32_t page,
			 uint32_t next)
{
	uint64_t own = position(records, page);
	uint64_t *words = (uint64_t *)((char *)records->base + own);

	words[0] = position(records, next);
	for (uint64_t i = 1; i < records->bytes / WORD_BYTES; i++)
		words[i] = own + i;
}

/* Behind the first word come own + 1, own + 2 and so on. */
static uint64_t sum_record(const struct records *records, uint32_t page,
			   uint32_t next)
{
	uint64_t others = records->bytes / WORD_BYTES - 1;

	return position(records, next) + others * position(records, page) +
	       others * (others + 1) / 2;
}

int records_write(const struct records *records, uint64_t count,
		  uint64_t *first, uint64_t *last, uint64_t *sum,
		  struct error *err)
{
	uint32_t *next = malloc(records->pages * sizeof(*next)), at = 0;

	if (!next)
		return error_set(err, ENOMEM, "no memory for %" PRIu32 " pages",
				 records->pages);
	cycle_shuffle(next, records->pages, records->seed);
	for (uint32_t page = 0; page < records->pages; page++)
		write_record(records, page, next[page]);
	*sum = 0;
	for (uint64_t i = 0; i < count; i++) {
		*sum += sum_record(records, at, next[at]);
		at = next[at];
	}
	*first = position(records, 0);
	*last = position(records, at);
	free(next);
	return 0;
}
