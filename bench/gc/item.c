// SPDX-License-Identifier: GPL-2.0-only
#include "gc/item.h"

#include <fts.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/alloc.h"

/* Of st_blocks, whatever the file system's own are. */
#define BLOCK_BYTES 512

static const char *const names[] = {
	[GC_TREE] = "tree",	  [GC_KERNEL] = "kernel",
	[GC_SYMBOLS] = "symbols", [GC_PART] = "memblock",
	[GC_PACKAGE] = "package", [GC_RUN] = "run",
	[GC_COMPARISON] = "comparison", [GC_LEFT] = "left",
};

const char *gc_kind_name(enum gc_kind kind)
{
	return names[kind];
}

static uint64_t size_of(const char *path)
{
	char *copy = xstrdup(path);
	char *const roots[] = { copy, NULL };
	FTS *walk = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
	uint64_t bytes = 0;
	FTSENT *entry;

	while (walk && (entry = fts_read(walk)))
		if (entry->fts_info != FTS_DP && entry->fts_info != FTS_NS &&
		    entry->fts_info != FTS_ERR)
			bytes += entry->fts_statp->st_blocks * BLOCK_BYTES;
	if (walk)
		fts_close(walk);
	free(copy);
	return bytes;
}

static int64_t time_of(const char *path, const char *dated)
{
	char *file = xasprintf("%s%s%s", path, dated ? "/" : "",
			       dated ? dated : "");
	struct stat status;
	int64_t used = stat(file, &status) ? 0 : status.st_mtime;

	free(file);
	return used;
}

struct gc_item *gc_item_add(struct gc_items *items, enum gc_kind kind,
			    char *path, const char *group, const char *dated)
{
	struct gc_item *added;

	items->list = xgrow(items->list, items->count, sizeof(*items->list));
	added = &items->list[items->count++];
	*added = (struct gc_item){
		.kind = kind, .path = path, .group = xstrdup(group),
		.used_s = time_of(path, dated),
	};
	return added;
}

void gc_items_measure(struct gc_items *items)
{
	for (size_t i = 0; i < items->count; i++)
		items->list[i].bytes = size_of(items->list[i].path);
}

void gc_item_keep(struct gc_item *item, char *why)
{
	if (item->stays)
		free(why);
	else
		item->stays = why;
}

void gc_items_release(struct gc_items *items)
{
	for (size_t i = 0; i < items->count; i++) {
		free(items->list[i].path);
		free(items->list[i].group);
		free(items->list[i].stays);
		json_decref(items->list[i].record);
	}
	free(items->list);
	*items = (struct gc_items){ 0 };
}
