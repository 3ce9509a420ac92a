/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_MEMORY_BLOCKS_H
#define NUMABOOT_MEMORY_BLOCKS_H

/*
 * What a guest that completed says of its memory blocks. The list is in the
 * order of their addresses and holds every block that was tried; the guest has
 * put back what it took, or said how many it lost.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "evidence/run.h"
#include "lib/error.h"

/**
 * struct memory_block - what became of one memory block (docs/guest.md)
 * @nid: its node
 * @start: first byte of it that is the node's: a memory block may lie on two
 * @bytes: how many are the node's
 * @offline: it could be taken offline
 * @pfn: page frame that stopped it, 0 when the kernel did not say
 * @slab: that page belongs to the slab allocator
 * @refused: what keeps the kernel from trying at all (mm/memory_hotplug.c,
 *	offline_pages()), else NULL: "hole", part of it is no RAM; "shared",
 *	it has memory of two nodes; "zone-border", of two zones
 */
struct memory_block {
	int nid;
	uint64_t start;
	uint64_t bytes;
	bool offline;
	uint64_t pfn;
	bool slab;
	const char *refused;
};

/**
 * struct memory_blocks - all that a guest tried
 * @list: @count of them, by address
 * @lost: how many did not come online again
 */
struct memory_blocks {
	struct memory_block *list;
	size_t count;
	uint64_t lost;
};

/**
 * memory_blocks_read - read the block records of a run
 * @evidence: of it
 *
 * Return: 0, -errno of the file, or -EINVAL with one sentence when there is
 * no record of what was put back; free with memory_blocks_release() in any case.
 */
int memory_blocks_read(struct memory_blocks *blocks,
		       const struct run_evidence *evidence, struct error *err);

/**
 * struct memory_blocks_sum - the blocks of one node together
 * @bytes: in all of them
 * @removable_bytes: in those that went offline
 */
struct memory_blocks_sum {
	uint64_t bytes;
	uint64_t removable_bytes;
};

/** memory_blocks_sum - add up a node's blocks */
struct memory_blocks_sum memory_blocks_sum(const struct memory_blocks *blocks,
					   int nid);

/** memory_blocks_release - free what memory_blocks_read() allocated */
void memory_blocks_release(struct memory_blocks *blocks);

#endif
