// SPDX-License-Identifier: GPL-2.0-only
/*
 * Can the memory be removed?  The guest's init takes every block of the
 * hotpluggable nodes offline and says what stopped it; see docs/hotremove.md.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "../placement/reservations.h"
#include "memory-blocks.h"
#include "machine/topology.h"
#include "print.h"
#include "unplugged.h"
#include "workload/sample.h"
#include "workload/table.h"

static const struct metric metrics[] = {
	{ "hotremove.hotpluggable.bytes", "bytes", false, "none", 0,
	  "bytes in the memory blocks of hotpluggable nodes, by node: of a "
	  "block on two nodes what is the node's",
	  .role = "hotpluggable-bytes" },
	{ "hotremove.removable.bytes", "bytes", false, "more", 0,
	  "bytes of them in memory blocks that went offline, by node",
	  .role = "removable-bytes" },
	{ "hotremove.hotpluggable.nodes", "count", false, "none", 0,
	  "hotpluggable nodes with memory",
	  .role = "hotpluggable-nodes" },
	{ "hotremove.removable.nodes", "count", false, "more", 0,
	  "of them those of which every memory block went offline",
	  .role = "removable-nodes" },
	{ "hotremove.unplugged.bytes", "bytes", false, "more", 0,
	  "bytes of a hot-added node whose DIMM was taken out, by node: QEMU "
	  "says that it is gone, and so does the guest",
	  .role = "unplugged-bytes" },
	{ "hotremove.lost.blocks", "count", false, "less", 0,
	  "memory blocks that went offline and not online again",
	  .role = "lost-memory-blocks" },
	{ "hotremove.stopped.blocks", "count", false, "less", 0,
	  "memory blocks that stayed, by what held the page that stopped it: "
	  "a class of early reservation, slab, or page for any other; or by "
	  "why none was tried: hole, shared, zone-border",
	  .role = "stopped-memory-blocks" },
	{ 0 },
};

/* `block` would be taken for a memory block. */
static const struct table tables[] = {
	{ "memory-blocks.csv", "node,start,end,removable,owner,page", "pass" },
	{ 0 },
};

/* What the page that stopped a block is used for. */
static const char *owner_of(const struct memory_block *block,
			    const struct reservations *list)
{
	const struct reservation *entry =
		reservations_find(list, block->pfn << 12);

	if (block->offline)
		return "";
	if (!block->pfn)
		return block->refused ? block->refused : "unknown";
	if (entry)
		return entry->class_name;
	return block->slab ? "slab" : "page";
}

static void rows_write(const struct memory_blocks *blocks,
		       const struct reservations *list,
		       const struct sample_sink *sink)
{
	for (size_t i = 0; i < blocks->count; i++) {
		const struct memory_block *block = &blocks->list[i];
		FILE *out = table_row(sink, 0);

		fprintf(out, "%d,0x%" PRIx64 ",0x%" PRIx64 ",%d,%s,",
			block->nid, block->start,
			block->start + block->bytes - 1, block->offline,
			owner_of(block, list));
		if (!block->offline && block->pfn)
			fprintf(out, "0x%" PRIx64, block->pfn << 12);
		fputc('\n', out);
	}
}

static int emit_nodes(const struct memory_blocks *blocks,
		      const struct topology *topology,
		      const struct sample_sink *sink, struct error *err)
{
	unsigned int nodes = 0, removable = 0;
	int ret = 0;

	for (int nid = 0; ret == 0 && nid < (int)topology->node_count;
	     nid++) {
		struct memory_blocks_sum sum = memory_blocks_sum(blocks, nid);

		if (!sum.bytes)
			continue;
		nodes++;
		removable += sum.bytes == sum.removable_bytes;
		ret = sample_emit(sink, "hotremove.hotpluggable.bytes", "",
				  nid, sum.bytes, err);
		if (ret == 0)
			ret = sample_emit(sink, "hotremove.removable.bytes",
					  "", nid, sum.removable_bytes,
					  err);
	}
	if (ret == 0)
		ret = sample_emit(sink, "hotremove.hotpluggable.nodes", "", -1,
				  nodes, err);
	return ret ? ret : sample_emit(sink, "hotremove.removable.nodes", "",
				       -1, removable, err);
}

static int emit_unplugged(const struct memory_blocks *blocks,
			  const struct run_evidence *evidence,
			  const struct sample_sink *sink, struct error *err)
{
	struct unplugged unplugged;
	int ret = unplugged_read(&unplugged, evidence, err);

	for (int nid = 0; nid < TOPOLOGY_MAX_NODES && ret == 0; nid++)
		if (unplugged.tried[nid])
			ret = sample_emit(sink, "hotremove.unplugged.bytes",
					  "", nid, unplugged.gone[nid] ?
					  memory_blocks_sum(blocks, nid).bytes : 0, err);
	return ret;
}

static uint64_t count_stopped(const struct memory_blocks *blocks,
			      const struct reservations *list,
			      const char *owner)
{
	uint64_t count = 0;

	for (size_t i = 0; i < blocks->count; i++)
		count += strcmp(owner_of(&blocks->list[i], list), owner) == 0;
	return count;
}

/* Each owner once, with all of its memory blocks. */
static int emit_stopped(const struct memory_blocks *blocks,
			const struct reservations *list,
			const struct sample_sink *sink, struct error *err)
{
	int ret = 0;

	for (size_t i = 0; i < blocks->count && ret == 0; i++) {
		const char *owner = owner_of(&blocks->list[i], list);
		bool told = !*owner;

		for (size_t j = 0; j < i && !told; j++)
			told = strcmp(owner_of(&blocks->list[j], list),
				      owner) == 0;
		if (!told)
			ret = sample_emit(sink, "hotremove.stopped.blocks",
					  owner, -1,
					  count_stopped(blocks, list, owner),
					  err);
	}
	return ret;
}

/**
 * struct attempt - what the evidence of a run tells of removal
 */
struct attempt {
	struct memory_blocks blocks;
	const struct early *early;
};

static int attempt_read(struct attempt *attempt,
			const struct run_evidence *evidence, struct error *err)
{
	int ret = reservations_of(evidence, &attempt->early, err);

	attempt->blocks = (struct memory_blocks){ 0 };
	return ret ? ret : memory_blocks_read(&attempt->blocks, evidence, err);
}

static void attempt_release(struct attempt *attempt)
{
	memory_blocks_release(&attempt->blocks);
}

static int hotremove_read_samples(const struct run_evidence *evidence,
				  const struct sample_sink *sink,
				  struct error *err)
{
	struct attempt attempt;
	struct memory_blocks *blocks = &attempt.blocks;
	int ret = attempt_read(&attempt, evidence, err);

	if (ret == 0) {
		rows_write(blocks, &attempt.early->list, sink);
		ret = emit_nodes(blocks, evidence->topology, sink, err);
	}
	if (ret == 0)
		ret = emit_stopped(blocks, &attempt.early->list, sink, err);
	if (ret == 0)
		ret = emit_unplugged(blocks, evidence, sink, err);
	if (ret == 0)
		ret = sample_emit(sink, "hotremove.lost.blocks", "", -1,
				  blocks->lost, err);
	attempt_release(&attempt);
	return ret;
}

static int hotremove_check(const struct run_evidence *evidence,
			   struct error *err)
{
	struct unplugged unplugged;
	struct attempt attempt;
	int ret = attempt_read(&attempt, evidence, err);

	attempt_release(&attempt);
	return ret ? ret : unplugged_read(&unplugged, evidence, err);
}

static const char *print_owner(const void *context, const struct memory_block *block)
{
	return owner_of(block, context);
}

static int hotremove_print(const struct run_evidence *evidence, FILE *out,
			   struct error *err)
{
	struct attempt attempt;
	int ret = attempt_read(&attempt, evidence, err);

	if (ret == 0)
		hotremove_print_nodes(&attempt.blocks, evidence->topology,
				      print_owner, &attempt.early->list, out);
	attempt_release(&attempt);
	return ret;
}

const struct workload workload_hotremove = {
	.name = "hotremove",
	.question = "which memory can be removed",
	.parameters = TRACE_PARAMETERS,
	.tasks = GUEST_TASK(GUEST_HOTREMOVE) | GUEST_TASK(GUEST_UNPLUG),
	.check = hotremove_check,
	.metrics = metrics,
	.tables = tables,
	.read_samples = hotremove_read_samples,
	.print = hotremove_print,
};

const struct workload workload_hotremove_loaded = {
	.name = "hotremove-loaded",
	.question = "which memory of a guest in use can be removed",
	.parameters = TRACE_PARAMETERS,
	.tasks = GUEST_TASK(GUEST_LOAD) | GUEST_TASK(GUEST_HOTREMOVE) |
		 GUEST_TASK(GUEST_UNPLUG),
	.check = hotremove_check,
	.metrics = metrics,
	.tables = tables,
	.read_samples = hotremove_read_samples,
	.print = hotremove_print,
};
