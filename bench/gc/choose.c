// SPDX-License-Identifier: GPL-2.0-only
#include "gc/choose.h"

#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"

/* Used last first; of the same second the later name. */
static int compare_used(const void *left, const void *right)
{
	const struct gc_item *a = *(struct gc_item *const *)left;
	const struct gc_item *b = *(struct gc_item *const *)right;

	if (a->used_s != b->used_s)
		return a->used_s > b->used_s ? -1 : 1;
	return strcmp(b->path, a->path);
}

static struct gc_item **sorted(const struct gc_items *items)
{
	struct gc_item **list = xcalloc(items->count + 1, sizeof(*list));

	for (size_t i = 0; i < items->count; i++)
		list[i] = &items->list[i];
	qsort(list, items->count, sizeof(*list), compare_used);
	return list;
}

/* How many of its group were used later. */
static size_t rank_of(struct gc_item *const *list, size_t index)
{
	size_t rank = 0;

	for (size_t i = 0; i < index; i++)
		rank += strcmp(list[i]->group, list[index]->group) == 0;
	return rank;
}

static void keep_last(struct gc_item *const *list, size_t count,
		      const struct gc_limits *limits)
{
	for (size_t i = 0; i < count; i++)
		if (list[i]->kind != GC_LEFT &&
		    rank_of(list, i) < limits->keep)
			gc_item_keep(list[i], limits->keep == 1 ?
				     xstrdup("the last one used of its kind") :
				     xasprintf("of the last %zu used of its kind",
					       limits->keep));
}

void gc_choose(struct gc_items *items, const struct gc_limits *limits)
{
	struct gc_item **list = sorted(items);
	uint64_t left = 0;

	keep_last(list, items->count, limits);
	for (size_t i = 0; i < items->count; i++) {
		list[i]->goes = list[i]->kind == GC_LEFT;
		left += list[i]->goes ? 0 : list[i]->bytes;
	}
	for (size_t i = items->count; i > 0; i--) {
		struct gc_item *item = list[i - 1];

		if (item->stays || item->goes)
			continue;
		item->goes = !limits->max_bytes || left > limits->max_bytes;
		if (item->goes)
			left -= item->bytes;
		else
			gc_item_keep(item, xstrdup("there is room"));
	}
	free(list);
}
