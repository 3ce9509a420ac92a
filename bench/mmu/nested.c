// SPDX-License-Identifier: GPL-2.0-only
#include "mmu/nested.h"

#include "machine/pagetable-entry.h"

#define TOP_LEVEL 4

/* Far from all virtual addresses: level and number tell an entry. */
#define ENTRIES (UINT64_C(1) << 60)
#define LEVEL_SHIFT 52

void nested_open(struct nested *nested, enum pagetable_size page,
		 const struct cache_geometry geometry[PAGETABLE_LEVELS])
{
	*nested = (struct nested){ .page = page };
	for (int level = 0; level < PAGETABLE_LEVELS; level++)
		cache_open(&nested->paging[level], &geometry[level]);
}

void nested_close(struct nested *nested)
{
	for (int level = 0; level < PAGETABLE_LEVELS; level++)
		cache_close(&nested->paging[level]);
}

static uint64_t entry_number(uint64_t physical, int level)
{
	return physical >> entry_shift(level);
}

static int leaf_level(const struct nested *nested)
{
	return (int)nested->page + 1;
}

static int first_level(struct nested *nested, uint64_t physical)
{
	for (int level = leaf_level(nested) + 1; level <= TOP_LEVEL; level++)
		if (cache_find(&nested->paging[level],
			       entry_number(physical, level)))
			return level - 1;
	return TOP_LEVEL;
}

int nested_walk(struct nested *nested, uint64_t physical,
		uint64_t addresses[PAGETABLE_LEVELS])
{
	int count = 0;

	if (nested->page == PAGETABLE_SIZES)
		return 0;
	for (int level = first_level(nested, physical);
	     level >= leaf_level(nested); level--) {
		uint64_t number = entry_number(physical, level);

		addresses[count++] = ENTRIES | (uint64_t)level << LEVEL_SHIFT |
				     number * sizeof(uint64_t);
		if (level > leaf_level(nested))
			cache_add(&nested->paging[level], number);
	}
	return count;
}

enum pagetable_size nested_size(const struct nested *nested,
				enum pagetable_size size)
{
	return nested->page < size ? nested->page : size;
}
