// SPDX-License-Identifier: GPL-2.0-only
#include "print.h"

#include <inttypes.h>

static void print_stopped(const struct memory_block *block, const char *owner,
			  FILE *out)
{
	fprintf(out, "       0x%010" PRIx64 "-0x%010" PRIx64 " stays: %s",
		block->start, block->start + block->bytes - 1, owner);
	if (block->pfn)
		fprintf(out, " at 0x%" PRIx64, block->pfn << 12);
	fputc('\n', out);
}

void hotremove_print_nodes(const struct memory_blocks *blocks,
			   const struct topology *topology,
			   const char *(*owner)(const void *context,
						const struct memory_block *block),
			   const void *context, FILE *out)
{
	fputs("  node  removable   of MiB\n", out);
	for (int nid = 0; nid < (int)topology->node_count; nid++) {
		struct memory_blocks_sum sum = memory_blocks_sum(blocks, nid);

		if (!sum.bytes)
			continue;
		fprintf(out, "  %4d %10" PRIu64 " %8" PRIu64 "%s\n", nid,
			sum.removable_bytes >> 20, sum.bytes >> 20,
			sum.bytes == sum.removable_bytes ?
				"  the whole node" : "");
		for (size_t i = 0; i < blocks->count; i++)
			if (blocks->list[i].nid == nid &&
			    !blocks->list[i].offline)
				print_stopped(&blocks->list[i],
					      owner(context,
						    &blocks->list[i]), out);
	}
}
