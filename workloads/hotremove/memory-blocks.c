// SPDX-License-Identifier: GPL-2.0-only
#include "memory-blocks.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"

static struct memory_block memory_block_of(const struct guest_memory_block *said)
{
	return (struct memory_block){
		.nid = said->nid,
		.start = said->start,
		.bytes = said->bytes,
		.offline = said->offline,
		.pfn = said->pfn,
		.slab = strstr(said->flags, "slab") ||
			strstr(said->type, "slab"),
		.hole = strcmp(said->error, strerror(EINVAL)) == 0,
	};
}

int memory_blocks_read(struct memory_blocks *blocks,
		       const struct run_evidence *evidence, struct error *err)
{
	const struct guest_records *guest;
	int ret = evidence_guest(evidence, &guest, err);

	*blocks = (struct memory_blocks){ 0 };
	if (ret)
		return ret;
	if (!guest->restored)
		return error_set(err, EINVAL,
				 "%s: found no record `restored`, expected one",
				 guest->path);
	blocks->list = xcalloc(guest->memory_block_count,
			       sizeof(*blocks->list));
	blocks->count = guest->memory_block_count;
	blocks->lost = guest->lost;
	for (size_t i = 0; i < blocks->count; i++)
		blocks->list[i] = memory_block_of(&guest->memory_blocks[i]);
	return 0;
}

struct memory_blocks_sum memory_blocks_sum(const struct memory_blocks *blocks,
					   int nid)
{
	struct memory_blocks_sum sum = { 0 };

	for (size_t i = 0; i < blocks->count; i++) {
		const struct memory_block *block = &blocks->list[i];

		if (block->nid != nid)
			continue;
		sum.bytes += block->bytes;
		sum.removable_bytes += block->offline ? block->bytes : 0;
	}
	return sum;
}

void memory_blocks_release(struct memory_blocks *blocks)
{
	free(blocks->list);
	*blocks = (struct memory_blocks){ 0 };
}
