/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_GC_ITEM_H
#define NUMABOOT_GC_ITEM_H

/*
 * Things that take room on the disk, each of which can go as a whole.  An item
 * with a reason stays, whatever else is asked.
 */

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** enum gc_kind - what an item is */
enum gc_kind {
	GC_TREE,
	GC_KERNEL,
	GC_SYMBOLS,
	GC_PART,
	GC_PACKAGE,
	GC_RUN,
	GC_COMPARISON,
	GC_LEFT,
	GC_KIND_COUNT,
};

/**
 * struct gc_item - a folder
 * @group: items of one group are told apart by when they were used
 * @bytes: on the disk
 * @used_s: when it was used last, in seconds since 1970
 * @record: run.json, compare.json, or manifest.json of a kernel; or NULL
 * @stays: why it must stay, or NULL
 * @goes: it is to go
 * @gone: it went
 */
struct gc_item {
	enum gc_kind kind;
	char *path;
	char *group;
	uint64_t bytes;
	int64_t used_s;
	json_t *record;
	char *stays;
	bool goes;
	bool gone;
};

/** struct gc_items - @count of them */
struct gc_items {
	struct gc_item *list;
	size_t count;
};

/** gc_kind_name - "tree", "kernel", … */
const char *gc_kind_name(enum gc_kind kind);

/**
 * gc_item_add - one more
 * @path: taken
 * @group: copied
 * @dated: name of the file in it whose time counts, or NULL: its own time
 *
 * Return: the item, until the next one is added.
 */
struct gc_item *gc_item_add(struct gc_items *items, enum gc_kind kind,
			    char *path, const char *group, const char *dated);

/** gc_item_keep - it stays; the first reason is kept; @why: taken */
void gc_item_keep(struct gc_item *item, char *why);

/** gc_items_measure - what they take on the disk; what cannot be read is 0 */
void gc_items_measure(struct gc_items *items);

/** gc_items_release - free; a zeroed one is fine */
void gc_items_release(struct gc_items *items);

#endif
