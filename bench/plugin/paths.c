// SPDX-License-Identifier: GPL-2.0-only
#include "plugin/paths.h"

#include <inttypes.h>
#include <stdlib.h>

#include "lib/alloc.h"
#include "lib/memstream.h"

#define FIRST_SLOTS (UINT32_C(1) << 12)

static uint32_t hash(uint32_t parent, uint32_t function)
{
	uint64_t key = (uint64_t)parent << 32 | function;

	/* Multiplicative hashing by 2^64 divided by the golden ratio. */
	return (uint32_t)((key * UINT64_C(0x9e3779b97f4a7c15)) >> 32);
}

static uint32_t add(struct paths *paths, uint32_t parent, uint32_t function)
{
	paths->list = xgrow(paths->list, paths->count, sizeof(*paths->list));
	paths->list[paths->count] = (struct path){
		.parent = parent,
		.function = function,
	};
	return paths->count++;
}

static uint32_t *find_slot(const struct paths *paths, uint32_t parent,
			   uint32_t function)
{
	uint32_t mask = paths->slot_count - 1;
	uint32_t at = hash(parent, function) & mask;

	while (paths->slots[at]) {
		const struct path *path = &paths->list[paths->slots[at]];

		if (path->parent == parent && path->function == function)
			break;
		at = (at + 1) & mask;
	}
	return &paths->slots[at];
}

static void grow_slots(struct paths *paths)
{
	free(paths->slots);
	paths->slot_count *= 2;
	paths->slots = xcalloc(paths->slot_count, sizeof(*paths->slots));
	for (uint32_t i = 1; i < paths->count; i++)
		*find_slot(paths, paths->list[i].parent,
			   paths->list[i].function) = i;
}

void paths_open(struct paths *paths, uint32_t root_function)
{
	*paths = (struct paths){ .slot_count = FIRST_SLOTS };
	paths->slots = xcalloc(paths->slot_count, sizeof(*paths->slots));
	paths->phases_file = memstream_open(&paths->phases,
					    &paths->phases_size);
	add(paths, PATHS_ROOT, root_function);
}

void paths_release(struct paths *paths)
{
	if (paths->phases_file)
		memstream_close(paths->phases_file);
	free(paths->phases);
	free(paths->slots);
	free(paths->list);
	*paths = (struct paths){ 0 };
}

uint32_t paths_child(struct paths *paths, uint32_t parent, uint32_t function)
{
	uint32_t *slot = find_slot(paths, parent, function);

	if (*slot)
		return *slot;
	*slot = add(paths, parent, function);
	/* At most half full: searches stay short. */
	if (paths->count * 2 > paths->slot_count)
		grow_slots(paths);
	return paths->count - 1;
}

static void tell(struct path *path, const char *phase, uint32_t index,
		 FILE *file)
{
	const struct counter *cost = &path->cost, *told = &path->told;

	if (cost->insns == told->insns && cost->rep == told->rep &&
	    cost->calls == told->calls)
		return;
	fprintf(file,
		"cost\t%s\t%" PRIu32 "\t%" PRIu64 "\t%" PRIu64 "\t%" PRIu64 "\n",
		phase, index, cost->insns - told->insns, cost->rep - told->rep,
		cost->calls - told->calls);
	path->told = path->cost;
}

void paths_end_phase(struct paths *paths, const char *phase)
{
	for (uint32_t i = 0; i < paths->count; i++)
		tell(&paths->list[i], phase, i, paths->phases_file);
}

void paths_print(struct paths *paths, FILE *file)
{
	for (uint32_t i = 0; i < paths->count; i++)
		fprintf(file,
			"path\t%" PRIu32 "\t%" PRIu32 "\t%" PRIu32 "\n", i,
			paths->list[i].parent, paths->list[i].function);
	fflush(paths->phases_file);
	fwrite(paths->phases, 1, paths->phases_size, file);
}
