// SPDX-License-Identifier: GPL-2.0-only
#include "mmu/cache.h"

#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"

void cache_open(struct cache *cache, const struct cache_geometry *geometry)
{
	*cache = (struct cache){ .ways = geometry->ways };
	if (!geometry->entries)
		return;
	cache->sets = geometry->entries / geometry->ways;
	cache->keys = xcalloc(geometry->entries, sizeof(*cache->keys));
}

void cache_empty(struct cache *cache)
{
	if (cache->sets)
		memset(cache->keys, 0,
		       cache->sets * cache->ways * sizeof(*cache->keys));
}

void cache_close(struct cache *cache)
{
	free(cache->keys);
	*cache = (struct cache){ 0 };
}

/* Dividing takes longer than the rest, and most numbers of sets need none. */
static uint64_t *set_of(const struct cache *cache, uint64_t key)
{
	uint64_t mask = cache->sets - 1;
	uint64_t set = cache->sets & mask ? key % cache->sets : key & mask;

	return cache->keys + set * cache->ways;
}

static void move_to_front(uint64_t *set, uint64_t way, uint64_t stored)
{
	memmove(set + 1, set, way * sizeof(*set));
	set[0] = stored;
}

bool cache_find(struct cache *cache, uint64_t key)
{
	uint64_t *set;

	if (!cache->sets)
		return false;
	set = set_of(cache, key);
	for (uint64_t way = 0; way < cache->ways; way++) {
		if (set[way] != key + 1)
			continue;
		move_to_front(set, way, key + 1);
		return true;
	}
	return false;
}

void cache_add(struct cache *cache, uint64_t key)
{
	if (cache->sets)
		move_to_front(set_of(cache, key), cache->ways - 1, key + 1);
}

bool cache_access(struct cache *cache, uint64_t key)
{
	if (cache_find(cache, key))
		return true;
	cache_add(cache, key);
	return false;
}
