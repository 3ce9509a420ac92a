// SPDX-License-Identifier: GPL-2.0-only
#include "shard/deal.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

/* As many as a plan may have. */
#define BLOCKS_MAX 100000

static bool is_canary(const struct deal *deal, size_t index)
{
	return deal->canary &&
	       strcmp(deal->cells[index].run_id, deal->canary) == 0;
}

int deal_check(int count, int units, bool timed, struct error *err)
{
	if (count < 1 || count > DEAL_SHARDS_MAX)
		return error_set(err, EINVAL,
				 "found %d shards, expected 1 to %d", count,
				 DEAL_SHARDS_MAX);
	if (units < count)
		return error_set(err, EINVAL,
				 "found %d shards and %d %s, expected no more shards than that",
				 count, units, timed ?
				 "blocks of timed cells, which are not split" :
				 "cells beside the one that every host boots");
	return 0;
}

int deal_cells(const struct deal *deal, int *shards, struct error *err)
{
	int count = deal->count > 0 ? deal->count : 1;
	int dealt = 0;

	for (size_t i = 0; i < deal->cell_count; i++) {
		int block = deal->cells[i].block;

		if (block < 0 || block > BLOCKS_MAX)
			return error_set(err, EINVAL,
					 "found block %d, expected 0 to %d",
					 block, BLOCKS_MAX);
		if (is_canary(deal, i)) {
			shards[i] = 0;
		} else if (deal->timed) {
			shards[i] = 1 + block % count;
			dealt = block < dealt ? dealt : block + 1;
		} else {
			shards[i] = 1 + dealt++ % count;
		}
	}
	return deal_check(deal->count, dealt, deal->timed, err);
}
