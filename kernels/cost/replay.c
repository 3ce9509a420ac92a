// SPDX-License-Identifier: GPL-2.0-only
#include "replay.h"

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "console.h"
#include "measure.h"

#define LINE_BYTES 4096
#define BLOCKS_MAX (2 * KERNEL_NODES_MAX)
#define NODE_DATA_ALIGN 64

/**
 * struct replay - how far a console is
 * @asked: a search whose result is still to come; LINE_OTHER: none
 * @dumps: dumps that have begun
 * @dumped: regions of the last one, by array
 * @blocks: memory of nodes as SRAT says it, @block_count of them
 * @numa: these are in memblock
 * @differs: memblock's state is not that of a dump
 */
struct replay {
	const char *path;
	unsigned long number;
	uint64_t image_end;
	void (*visit)(const struct replay_call *call);
	struct line asked;
	unsigned int dumps;
	unsigned long dumped[2];
	bool movable;
	struct kernel_region blocks[BLOCKS_MAX];
	unsigned int block_count;
	bool numa;
	bool differs;
};

static void prepare(const void *context)
{
	(void)context;
}

static uint64_t run(const void *context)
{
	const struct line *line = context;
	const struct kernel_region *region = &line->region;

	switch (line->kind) {
	case LINE_RESERVE:
		return (uint64_t)kernel_reserve(region->base, region->size);
	case LINE_FREE:
		return (uint64_t)kernel_release(region->base, region->size);
	case LINE_ADD:
		return (uint64_t)kernel_add(region->base, region->size,
					    KERNEL_ANY_NODE);
	case LINE_REMOVE:
		return (uint64_t)kernel_remove(region->base, region->size);
	case LINE_FIND:
	case LINE_NODE_DATA:
		return kernel_find(line->size, line->align, line->from,
				   line->to, region->nid, false);
	default:
		return kernel_alloc(line->size, line->align, line->from,
				    line->to, region->nid,
				    line->kind == LINE_ALLOC_EXACT);
	}
}

static const char *name_of(enum line_kind kind)
{
	switch (kind) {
	case LINE_RESERVE:
		return "reserve";
	case LINE_FREE:
		return "free";
	case LINE_ADD:
		return "add";
	case LINE_REMOVE:
		return "remove";
	case LINE_FIND:
	case LINE_NODE_DATA:
		return "find";
	default:
		return "alloc";
	}
}

static void call(struct replay *replay, const struct line *line,
		 uint64_t expected)
{
	uint64_t moved;
	struct replay_call done = {
		.operation = name_of(line->kind),
		.size = line->size ? line->size : line->region.size,
		.expected = expected,
	};

	done.found = cost_measure(&(const struct operation){
					  .prepare = prepare,
					  .run = run,
					  .context = line,
				  },
				  &moved);
	replay->visit(&done);
}

/* A search of which the console tells no result has found nothing. */
static void end_search(struct replay *replay, uint64_t expected)
{
	if (replay->asked.kind != LINE_OTHER)
		call(replay, &replay->asked, expected);
	replay->asked.kind = LINE_OTHER;
}

static void clear_kernels_nodes(struct replay *replay)
{
	bool taken[KERNEL_NODES_MAX] = { 0 };

	for (unsigned long i = 0; i < kernel_count(KERNEL_RESERVED); i++) {
		int nid = kernel_get(KERNEL_RESERVED, i).nid;

		if (nid >= 0 && nid < KERNEL_NODES_MAX)
			taken[nid] = true;
	}
	for (unsigned int i = 0; i < replay->block_count; i++) {
		const struct kernel_region *block = &replay->blocks[i];

		if (taken[block->nid])
			kernel_clear_hotplug(block->base, block->size);
	}
}

static void set_nodes(struct replay *replay, enum kernel_array array)
{
	for (unsigned int i = 0; i < replay->block_count; i++)
		kernel_set_node(array, replay->blocks[i].base,
				replay->blocks[i].size, replay->blocks[i].nid);
}

/* Memory outside what memblock knows is no node's. */
static void trim_blocks(struct replay *replay)
{
	struct kernel_region last =
		kernel_get(KERNEL_MEMORY, kernel_count(KERNEL_MEMORY) - 1);
	uint64_t low = kernel_get(KERNEL_MEMORY, 0).base;
	uint64_t high = last.base + last.size;

	for (unsigned int i = 0; i < replay->block_count; i++) {
		struct kernel_region *block = &replay->blocks[i];
		uint64_t end = block->base + block->size;

		block->base = block->base < low ? low : block->base;
		end = end > high ? high : end;
		block->size = end > block->base ? end - block->base : 0;
	}
}

/* What numa_memblks_init() does once SRAT is read (mm/numa_memblks.c). */
static void enter_nodes(struct replay *replay)
{
	if (replay->numa)
		return;
	replay->numa = true;
	kernel_set_bottom_up(false);
	trim_blocks(replay);
	set_nodes(replay, KERNEL_MEMORY);
	set_nodes(replay, KERNEL_RESERVED);
	clear_kernels_nodes(replay);
}

static int take_srat(struct replay *replay, const struct kernel_region *block)
{
	if (replay->block_count == BLOCKS_MAX || block->nid < 0 ||
	    block->nid >= KERNEL_NODES_MAX)
		return -EINVAL;
	replay->blocks[replay->block_count++] = *block;
	if (block->flags & KERNEL_HOTPLUG)
		kernel_mark_hotplug(block->base, block->size);
	return 0;
}

/* Two blocks of a node, and nothing of another between them. */
static void take_joined(struct replay *replay, const struct line *line)
{
	const struct kernel_region *whole = &line->region;
	unsigned int kept = 0;
	bool put = false;

	for (unsigned int i = 0; i < replay->block_count; i++) {
		struct kernel_region block = replay->blocks[i];
		bool inside = block.nid == whole->nid &&
			      block.base < whole->base + whole->size &&
			      whole->base < block.base + block.size;

		if (inside && put)
			continue;
		if (inside) {
			block.base = whole->base;
			block.size = whole->size;
			put = true;
		}
		replay->blocks[kept++] = block;
	}
	replay->block_count = kept;
}

static void take_node_data(struct replay *replay, const struct line *line)
{
	struct line search = *line;

	enter_nodes(replay);
	search.size = line->region.size;
	search.align = NODE_DATA_ALIGN;
	call(replay, &search, line->region.base);
}

static void take_dump(struct replay *replay)
{
	if (replay->dumps++) {
		memset(replay->dumped, 0, sizeof(replay->dumped));
		return;
	}
	kernel_forget();
	kernel_set_movable(replay->movable);
	kernel_set_bottom_up(replay->movable);
	kernel_set_image(replay->image_end);
}

static bool same(const struct kernel_region *a, const struct kernel_region *b)
{
	return a->base == b->base && a->size == b->size &&
	       a->flags == b->flags;
}

/* The first dump is where it begins; another one is compared. */
static void take_region(struct replay *replay, enum kernel_array array,
			const struct kernel_region *region)
{
	unsigned long index = replay->dumped[array]++;
	struct kernel_region here;

	if (replay->dumps == 1) {
		kernel_put(array, region);
		return;
	}
	here = kernel_get(array, index);
	if (index < kernel_count(array) && same(&here, region))
		return;
	if (!replay->differs)
		fprintf(stderr,
			"cost: %s:%lu: found region %lu at %#" PRIx64
			" of %#" PRIx64 " bytes, expected %#" PRIx64
			" of %#" PRIx64 " bytes\n",
			replay->path, replay->number, index, here.base,
			here.size, region->base, region->size);
	replay->differs = true;
}

static int take_line(struct replay *replay, const struct line *line)
{
	if (line->kind == LINE_OPTIONS)
		replay->movable = line->movable;
	if (line->kind == LINE_DUMP)
		take_dump(replay);
	if (!replay->dumps)
		return 0;
	if (line->kind == LINE_TAKEN) {
		end_search(replay, line->region.base);
		return 0;
	}
	end_search(replay, 0);
	switch (line->kind) {
	case LINE_MEMORY:
	case LINE_RESERVED:
		take_region(replay,
			    line->kind == LINE_MEMORY ? KERNEL_MEMORY :
							KERNEL_RESERVED,
			    &line->region);
		return 0;
	case LINE_FIND:
	case LINE_ALLOC:
	case LINE_ALLOC_EXACT:
		replay->asked = *line;
		return 0;
	case LINE_RESERVE:
	case LINE_FREE:
	case LINE_ADD:
	case LINE_REMOVE:
		call(replay, line, 0);
		return 0;
	case LINE_SRAT:
		return take_srat(replay, &line->region);
	case LINE_JOINED:
		take_joined(replay, line);
		return 0;
	case LINE_NODE_DATA:
		take_node_data(replay, line);
		return 0;
	default:
		return line->kind == LINE_BROKEN ? -EINVAL : 0;
	}
}

static int read_lines(struct replay *replay, FILE *file)
{
	char text[LINE_BYTES];
	int ret = 0;

	while (!ret && fgets(text, sizeof(text), file)) {
		struct line line = line_read(text);

		replay->number++;
		if (line.kind == LINE_HANDED_OVER)
			break;
		ret = take_line(replay, &line);
	}
	end_search(replay, 0);
	return ret;
}

int replay_console(const char *path, uint64_t image_end,
		   void (*visit)(const struct replay_call *call))
{
	static struct replay replay;
	FILE *file = fopen(path, "re");
	int ret;

	if (!file) {
		ret = -errno;
		fprintf(stderr, "cost: %s: %s\n", path, strerror(errno));
		return ret;
	}
	replay = (struct replay){ .path = path, .image_end = image_end,
				  .visit = visit };
	ret = read_lines(&replay, file);
	if (ret)
		fprintf(stderr,
			"cost: %s:%lu: found a line on memblock or SRAT that is cut or not known, expected whole ones\n",
			path, replay.number);
	else if (!replay.dumps) {
		ret = -EINVAL;
		fprintf(stderr,
			"cost: %s: found no line `MEMBLOCK configuration:`, expected the console of a boot with memblock=debug\n",
			path);
	}
	fclose(file);
	return ret ? ret : replay.differs;
}
