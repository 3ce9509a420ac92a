// SPDX-License-Identifier: GPL-2.0-only
#include "memory-blocks.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "dumps.h"
#include "lib/alloc.h"
#include "machine/topology.h"

/* How many bytes of [start, start + bytes) are the kernel's RAM. */
static uint64_t ram_bytes(const struct guest_records *guest, uint64_t start,
			  uint64_t bytes)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < guest->iomem_count; i++) {
		const struct guest_iomem *range = &guest->iomem[i];
		uint64_t from = range->start > start ? range->start : start;
		uint64_t to = range->end < start + bytes - 1 ?
			      range->end : start + bytes - 1;

		if (strncmp(range->name, "System RAM", 10) == 0 && from <= to)
			sum += to - from + 1;
	}
	return sum;
}

static bool zone_has(const struct guest_zone *zone,
		     const struct guest_memory_block *block)
{
	uint64_t start = (uint64_t)zone->start_pfn << 12;

	return zone->start_pfn >= 0 && zone->spanned > 0 &&
	       start < block->start + block->bytes &&
	       block->start < start + ((uint64_t)zone->spanned << 12);
}

/* By the topology; by the guest's zones where its nodes are others. */
static bool is_shared(const struct run_evidence *evidence,
		      const struct guest_records *guest,
		      const struct guest_memory_block *block)
{
	const struct topology *topology = evidence->topology;

	for (unsigned int i = 0; i < topology->range_count; i++)
		if (!topology->guest_differs &&
		    topology->ranges[i].nid != block->nid &&
		    topology->ranges[i].start < block->start + block->bytes &&
		    topology->ranges[i].end_inclusive >= block->start)
			return true;
	for (size_t i = 0; topology->guest_differs && i < guest->zone_count;
	     i++)
		if (guest->zones[i].nid != block->nid &&
		    zone_has(&guest->zones[i], block))
			return true;
	return false;
}

static bool has_zone_border(const struct guest_records *guest,
			    const struct guest_memory_block *block)
{
	int zones = 0;

	for (size_t i = 0; i < guest->zone_count; i++)
		zones += guest->zones[i].nid == block->nid &&
			 zone_has(&guest->zones[i], block);
	return zones > 1;
}

/* What the kernel calls an invalid argument; the map says which it is. */
static const char *find_refusal(const struct run_evidence *evidence,
				const struct guest_records *guest,
				const struct guest_memory_block *block)
{
	if (strcmp(block->error, strerror(EINVAL)))
		return NULL;
	if (ram_bytes(guest, block->start, block->bytes) != block->bytes)
		return "hole";
	if (is_shared(evidence, guest, block))
		return "shared";
	return has_zone_border(guest, block) ? "zone-border" : NULL;
}

/* Of a block on two nodes only what is the node's own. */
static void cut_to_node(struct memory_block *block,
			const struct topology *topology)
{
	uint64_t first = UINT64_MAX, end = 0, bytes = 0;
	uint64_t last = block->start + block->bytes - 1;
	bool shared = false;

	for (unsigned int i = 0; i < topology->range_count; i++) {
		const struct topology_range *range = &topology->ranges[i];
		uint64_t from = range->start > block->start ? range->start :
				block->start;
		uint64_t to = range->end_inclusive < last ?
			      range->end_inclusive : last;

		if (from > to)
			continue;
		if (range->nid != block->nid) {
			shared = true;
			continue;
		}
		first = from < first ? from : first;
		end = to > end ? to : end;
		bytes += to - from + 1;
	}
	if (!shared || !bytes || topology->guest_differs)
		return;
	block->start = first;
	block->bytes = bytes;
}

static struct memory_block memory_block_of(const struct run_evidence *evidence,
					   const struct guest_records *guest,
					   const struct guest_memory_block *said,
					   const struct dumps *dumps)
{
	const struct dump *dump = dumps_find(dumps, said->start, said->bytes);
	const char *flags = said->flags;
	struct memory_block block = {
		.nid = said->nid,
		.start = said->start,
		.bytes = said->bytes,
		.offline = said->offline,
		.pfn = said->pfn,
		.refused = find_refusal(evidence, guest, said),
	};

	if (!said->offline && !said->pfn && dump) {
		block.pfn = dump->pfn;
		flags = dump->flags;
	}
	block.slab = strstr(flags, "slab") || strstr(said->type, "slab");
	cut_to_node(&block, evidence->topology);
	return block;
}

int memory_blocks_read(struct memory_blocks *blocks,
		       const struct run_evidence *evidence, struct error *err)
{
	const struct guest_records *guest;
	const struct console *console;
	struct dumps dumps;
	int ret = evidence_guest(evidence, &guest, err);

	*blocks = (struct memory_blocks){ 0 };
	if (ret)
		return ret;
	if (!guest->restored)
		return error_set(err, EINVAL,
				 "%s: found no record `restored`, expected one",
				 guest->path);
	ret = evidence_console(evidence, &console, err);
	if (ret)
		return ret;
	dumps_read(&dumps, console);
	blocks->list = xcalloc(guest->memory_block_count,
			       sizeof(*blocks->list));
	blocks->count = guest->memory_block_count;
	blocks->lost = guest->lost;
	for (size_t i = 0; i < blocks->count; i++)
		blocks->list[i] = memory_block_of(evidence, guest,
						  &guest->memory_blocks[i],
						  &dumps);
	dumps_release(&dumps);
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
