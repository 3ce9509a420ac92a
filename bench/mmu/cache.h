/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_MMU_CACHE_H
#define NUMABOOT_MMU_CACHE_H

/*
 * A set-associative cache of 64-bit keys with true LRU: one structure for
 * translations, table entries and lines.  What it does depends on the sequence
 * of keys alone.  A cache with no entries has nothing and keeps nothing.
 */

#include <stdbool.h>
#include <stdint.h>

/**
 * struct cache_geometry - the size of a set-associative cache
 * @entries: all of them; 0: the CPU has no such cache
 * @ways: entries of a set; divides @entries
 */
struct cache_geometry {
	uint64_t entries;
	uint64_t ways;
};

/**
 * struct cache - a set-associative cache of keys, the least recently used
 *	of a set makes room
 * @keys: set after set, the most recently used first; 0 is free
 * @sets: how many
 * @ways: keys of a set
 *
 * One structure for what caches translations, table entries and lines.
 */
struct cache {
	uint64_t *keys;
	uint64_t sets;
	uint64_t ways;
};

/** cache_open - an empty cache; closed by cache_close() */
void cache_open(struct cache *cache, const struct cache_geometry *geometry);

/** cache_empty - forget every key */
void cache_empty(struct cache *cache);

/** cache_close - free it; a zeroed one is fine */
void cache_close(struct cache *cache);

/**
 * cache_find - look a key up and make it the most recently used
 * @key: less than the highest 64-bit number; its set is the remainder of a
 *	division by the number of sets
 *
 * Return: whether it is there.
 */
bool cache_find(struct cache *cache, uint64_t key);

/** cache_add - take a key in that is not there, as the most recently used */
void cache_add(struct cache *cache, uint64_t key);

/** cache_access - find a key or else add it; Return: whether it was there */
bool cache_access(struct cache *cache, uint64_t key);

#endif
