// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/sysmap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"

#define NONE SIZE_MAX

/* The functions of a map in the order of their names in the source. */
struct index {
	const struct sysmap *map;
	size_t *order;
};

/* One static name, and those of its copies that have no partner yet. */
struct copies {
	size_t *list;
	size_t count;
};

static size_t source_length(const char *name)
{
	return strcspn(name, "@");
}

static int compare_sources(const char *a, const char *b)
{
	size_t length = source_length(a), other = source_length(b);
	int start = memcmp(a, b, length < other ? length : other);

	return start ? start : length < other ? -1 : length > other;
}

static int compare_indexes(const void *left, const void *right, void *context)
{
	const struct sysmap_function *functions = context;
	size_t a = *(const size_t *)left, b = *(const size_t *)right;
	int names = compare_sources(functions[a].name, functions[b].name);

	return names ? names : a < b ? -1 : a > b;
}

static struct index index_make(const struct sysmap *map)
{
	struct index index = {
		.map = map,
		.order = xcalloc(map->function_count, sizeof(size_t)),
	};

	for (size_t i = 0; i < map->function_count; i++)
		index.order[i] = i;
	qsort_r(index.order, map->function_count, sizeof(size_t),
		compare_indexes, map->functions);
	return index;
}

static const char *name_of(const struct index *index, size_t at)
{
	return index->map->functions[index->order[at]].name;
}

/* Return: how many copies @name has; @at is where the first stands. */
static size_t find_copies(const struct index *index, const char *name,
			  size_t *at)
{
	size_t low = 0, high = index->map->function_count, count = 0;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare_sources(name_of(index, middle), name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	*at = low;
	while (low + count < index->map->function_count &&
	       compare_sources(name_of(index, low + count), name) == 0)
		count++;
	return count;
}

/*
 * The nearest neighbour that both kernels have just once.  Return: where it
 * stands in @reference, NONE without one.
 */
static size_t neighbour(const struct index *reference,
			const struct index *index, size_t function, int step)
{
	const struct sysmap *map = index->map;
	size_t at, other;

	for (size_t i = function + (size_t)step; i < map->function_count;
	     i += (size_t)step) {
		const char *name = map->functions[i].name;

		if (find_copies(index, name, &at) == 1 &&
		    find_copies(reference, name, &other) == 1)
			return reference->order[other];
	}
	return NONE;
}

static void copies_drop(struct copies *copies, size_t index)
{
	copies->count--;
	memmove(&copies->list[index], &copies->list[index + 1],
		(copies->count - index) * sizeof(size_t));
}

/* @names: the new one of each function of @index's map, NULL: as it is. */
static void pair(const struct index *reference, struct copies *known,
		 size_t k, struct copies *copies, size_t c, char **names)
{
	names[copies->list[c]] =
		xstrdup(reference->map->functions[known->list[k]].name);
	copies_drop(known, k);
	copies_drop(copies, c);
}

static void pair_by_neighbour(const struct index *reference,
			      struct copies *known, const struct index *index,
			      struct copies *copies, int step, char **names)
{
	for (size_t c = 0; c < copies->count;) {
		size_t beside = neighbour(reference, index, copies->list[c],
					  step);
		size_t k = 0;

		while (beside != NONE && k < known->count &&
		       neighbour(reference, reference, known->list[k], step) !=
			       beside)
			k++;
		if (beside != NONE && k < known->count)
			pair(reference, known, k, copies, c, names);
		else
			c++;
	}
}

static struct copies copies_make(const struct index *index, size_t at,
				 size_t count)
{
	struct copies copies = {
		.list = xcalloc(count, sizeof(size_t)),
		.count = count,
	};

	memcpy(copies.list, index->order + at, count * sizeof(size_t));
	return copies;
}

/* What is left over is in one kernel only, unless both have as many copies:
 * then their order is all there is to go by. */
static void pair_copies(const struct index *reference, size_t known_at,
			size_t known_count, const struct index *index,
			size_t at, size_t count, char **names)
{
	struct copies known = copies_make(reference, known_at, known_count);
	struct copies copies = copies_make(index, at, count);
	const char *name = name_of(index, at);
	size_t number = known_count > count ? known_count : count;

	pair_by_neighbour(reference, &known, index, &copies, -1, names);
	pair_by_neighbour(reference, &known, index, &copies, 1, names);
	while (copies.count && known_count == count)
		pair(reference, &known, 0, &copies, 0, names);
	for (size_t i = 0; i < copies.count; i++)
		names[copies.list[i]] =
			xasprintf("%.*s@%zu", (int)source_length(name), name,
				  ++number);
	free(known.list);
	free(copies.list);
}

void sysmap_pair(struct sysmap *map, const struct sysmap *reference)
{
	struct index old = index_make(reference), new = index_make(map);
	char **names = xcalloc(map->function_count, sizeof(*names));
	size_t count, known, known_at;

	for (size_t at = 0; at < map->function_count; at += count) {
		count = find_copies(&new, name_of(&new, at), &at);
		known = find_copies(&old, name_of(&new, at), &known_at);
		if (known && (count > 1 || known > 1))
			pair_copies(&old, known_at, known, &new, at, count,
				    names);
	}
	for (size_t i = 0; i < map->function_count; i++) {
		if (!names[i])
			continue;
		free(map->functions[i].name);
		map->functions[i].name = names[i];
	}
	free(names);
	free(old.order);
	free(new.order);
}
