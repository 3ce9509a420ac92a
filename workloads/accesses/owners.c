// SPDX-License-Identifier: GPL-2.0-only
#include "owners.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "../placement/classes.h"
#include "lib/alloc.h"

#define PAGE_SHIFT 12

/* A page at which a reservation of a class begins, or before which it ends. */
struct edge {
	uint64_t page;
	int class_index;
	int change;
};

static int class_index(const char *class_name)
{
	int index = 0;

	while (strcmp(classes_names[index], class_name) != 0)
		index++;
	return index;
}

static int compare_edges(const void *a, const void *b)
{
	const struct edge *x = a, *y = b;

	return x->page < y->page ? -1 : x->page > y->page;
}

static bool is_made(const struct reservation *entry, enum owners_when when)
{
	switch (when) {
	case OWNERS_LOADED:
		return !entry->searched;
	case OWNERS_BEFORE_SRAT:
		return !entry->searched || entry->before_srat;
	case OWNERS_AT_END:
		break;
	}
	return true;
}

/* Two for each reservation that is held. */
static size_t make_edges(struct edge *edges, const struct reservations *list,
			 enum owners_when when)
{
	size_t count = 0;

	for (size_t i = 0; i < list->count; i++) {
		const struct reservation *entry = &list->entries[i];
		int index = class_index(entry->class_name);

		if (entry->released || !is_made(entry, when))
			continue;
		edges[count++] = (struct edge){
			entry->start >> PAGE_SHIFT, index, 1,
		};
		edges[count++] = (struct edge){
			(entry->end_inclusive >> PAGE_SHIFT) + 1, index, -1,
		};
	}
	qsort(edges, count, sizeof(*edges), compare_edges);
	return count;
}

/* NULL when nothing is open. */
static const char *open_class(const int *open)
{
	const char *name = NULL;

	for (int i = 0; classes_names[i]; i++) {
		if (!open[i])
			continue;
		if (name)
			return OWNERS_MIXED;
		name = classes_names[i];
	}
	return name;
}

static void add_owner(struct owners *owners, uint64_t first, uint64_t end,
		      const char *class_name)
{
	owners->list = xgrow(owners->list, owners->count,
			     sizeof(*owners->list));
	owners->list[owners->count++] = (struct owner){
		first, end, class_name,
	};
}

void owners_make(struct owners *owners, const struct reservations *list,
		 enum owners_when when)
{
	struct edge *edges = xcalloc(2 * list->count + 1, sizeof(*edges));
	size_t count = make_edges(edges, list, when);
	int open[OWNERS_MAX_CLASSES] = { 0 };

	*owners = (struct owners){ 0 };
	for (size_t i = 0; i < count; i++) {
		const char *name;

		open[edges[i].class_index] += edges[i].change;
		name = open_class(open);
		if (name && edges[i].page < edges[i + 1].page)
			add_owner(owners, edges[i].page, edges[i + 1].page,
				  name);
	}
	free(edges);
}

const char *owners_find(const struct owners *owners, uint64_t address)
{
	uint64_t page = address >> PAGE_SHIFT;
	size_t low = 0, high = owners->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct owner *owner = &owners->list[middle];

		if (page < owner->first_page)
			high = middle;
		else if (page >= owner->end_page)
			low = middle + 1;
		else
			return owner->class_name;
	}
	return NULL;
}

void owners_release(struct owners *owners)
{
	free(owners->list);
	*owners = (struct owners){ 0 };
}
