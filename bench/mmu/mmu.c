// SPDX-License-Identifier: GPL-2.0-only
#include "mmu/mmu.h"

#include "machine/pagetable-entry.h"

/* Bit 63 of a virtual address is the kernel's half. */
#define KERNEL_HALF (UINT64_C(1) << 63)

/* CPUs with five levels are not modelled. */
#define TOP_LEVEL 4

/* Pages of two sizes share a cache: this far up, no page number has a bit. */
#define SIZE_SHIFT 60

void mmu_open(struct mmu *mmu, const struct mmu_parameters *parameters,
		const struct mmu_memory *memory)
{
	*mmu = (struct mmu){
		.memory = *memory,
		.nested.page = PAGETABLE_SIZES,
	};
	for (int size = 0; size < PAGETABLE_SIZES; size++)
		cache_open(&mmu->tlb[size], &parameters->tlb[size]);
	cache_open(&mmu->shared_tlb, &parameters->shared_tlb);
	cache_open(&mmu->huge_tlb, &parameters->huge_tlb);
	for (int level = 0; level < PAGETABLE_LEVELS; level++)
		cache_open(&mmu->paging[level], &parameters->paging[level]);
	for (int i = 0; i < SERVED_MEMORY; i++)
		cache_open(&mmu->caches[i], &parameters->caches[i]);
}

void mmu_nest(struct mmu *mmu, const struct mmu_parameters *parameters,
		enum pagetable_size page)
{
	nested_open(&mmu->nested, page, parameters->paging);
}

void mmu_load_root(struct mmu *mmu, uint64_t root)
{
	for (int size = 0; size < PAGETABLE_SIZES; size++)
		cache_empty(&mmu->tlb[size]);
	cache_empty(&mmu->shared_tlb);
	cache_empty(&mmu->huge_tlb);
	for (int level = 0; level < PAGETABLE_LEVELS; level++)
		cache_empty(&mmu->paging[level]);
	mmu->page_bytes = 0;
	mmu->root = root;
}

void mmu_close(struct mmu *mmu)
{
	for (int size = 0; size < PAGETABLE_SIZES; size++)
		cache_close(&mmu->tlb[size]);
	cache_close(&mmu->shared_tlb);
	cache_close(&mmu->huge_tlb);
	for (int level = 0; level < PAGETABLE_LEVELS; level++)
		cache_close(&mmu->paging[level]);
	nested_close(&mmu->nested);
	for (int i = 0; i < SERVED_MEMORY; i++)
		cache_close(&mmu->caches[i]);
}

/* A line that is not there is taken in everywhere. */
static enum mmu_served fetch_line(struct mmu *mmu, uint64_t virtual)
{
	uint64_t line = virtual / MMU_LINE_BYTES;
	enum mmu_served served = SERVED_FIRST;

	while (served < SERVED_MEMORY &&
	       !cache_access(&mmu->caches[served], line))
		served++;
	return served;
}

static uint64_t page_number(uint64_t virtual, enum pagetable_size size)
{
	return virtual >> entry_shift((int)size + 1);
}

static struct cache *second_tlb(struct mmu *mmu, enum pagetable_size size)
{
	return size == PAGETABLE_1G ? &mmu->huge_tlb : &mmu->shared_tlb;
}

static uint64_t second_key(uint64_t virtual, enum pagetable_size size)
{
	return page_number(virtual, size) | (uint64_t)size << SIZE_SHIFT;
}

/* The page used last is the first of its set: it need not be looked up. */
static void remember(struct mmu *mmu, uint64_t virtual,
		     enum pagetable_size size)
{
	mmu->page_bytes = mmu->tlb[size].sets ?
				    pagetable_size_bytes(size) : 0;
	mmu->page = virtual & ~(pagetable_size_bytes(size) - 1);
}

static bool find_first(struct mmu *mmu, uint64_t virtual)
{
	for (int size = 0; size < PAGETABLE_SIZES; size++) {
		if (!cache_find(&mmu->tlb[size], page_number(virtual, size)))
			continue;
		remember(mmu, virtual, size);
		return true;
	}
	return false;
}

static void add_first(struct mmu *mmu, uint64_t virtual,
		      enum pagetable_size size)
{
	cache_add(&mmu->tlb[size], page_number(virtual, size));
	remember(mmu, virtual, size);
}

static bool find_second(struct mmu *mmu, uint64_t virtual)
{
	for (int size = 0; size < PAGETABLE_SIZES; size++) {
		if (!cache_find(second_tlb(mmu, size),
				second_key(virtual, size)))
			continue;
		add_first(mmu, virtual, size);
		return true;
	}
	return false;
}

static void add_translation(struct mmu *mmu, uint64_t virtual,
			    enum pagetable_size size)
{
	cache_add(second_tlb(mmu, size), second_key(virtual, size));
	add_first(mmu, virtual, size);
}

/* Read what a hypervisor's tables say of a physical address. */
static void find_physical(struct mmu *mmu, uint64_t physical)
{
	uint64_t addresses[PAGETABLE_LEVELS];
	int count = nested_walk(&mmu->nested, physical, addresses);

	for (int i = 0; i < count; i++)
		mmu->counters.references[fetch_line(mmu, addresses[i])]++;
}

static void refer(struct mmu *mmu, uint64_t virtual, int level,
		  uint64_t table, uint64_t place, bool leaf)
{
	int shift = entry_shift(level == TOP_LEVEL ? level : level + 1);
	struct mmu_reference reference = {
		.first = virtual >> shift << shift,
		.table = table,
		.level = level,
		.leaf = leaf,
	};

	find_physical(mmu, place);
	reference.served = fetch_line(mmu, mmu->direct_base + place);
	mmu->counters.references[reference.served]++;
	mmu->memory.on_reference(mmu->memory.context, &reference);
}

/*
 * The level at which a walk begins: below the lowest entry that a
 * paging-structure cache has (Intel SDM volume 3A, 4.10.3).
 */
static int first_level(struct mmu *mmu, uint64_t virtual)
{
	for (int level = 2; level <= TOP_LEVEL; level++)
		if (cache_find(&mmu->paging[level],
			       virtual >> entry_shift(level)))
			return level - 1;
	return TOP_LEVEL;
}

static void finish_walk(struct mmu *mmu, uint64_t virtual, int level,
			uint64_t value)
{
	const struct entry entry = { .level = level, .value = value };
	enum pagetable_size size = entry_size(level);
	uint64_t offset = virtual & (pagetable_size_bytes(size) - 1);

	mmu->counters.walks[size]++;
	find_physical(mmu, entry_frame(&entry) | offset);
	add_translation(mmu, virtual, nested_size(&mmu->nested, size));
}

/*
 * The tables as they are now, from the top.  Entries that are cached need not
 * be read, unless one of them maps a page by now.
 */
static void walk(struct mmu *mmu, uint64_t virtual)
{
	int first = first_level(mmu, virtual);
	uint64_t table = mmu->root;

	for (int level = TOP_LEVEL; level > 0; level--) {
		uint64_t place = table + (virtual >> entry_shift(level) &
					  (PAGETABLE_ENTRIES - 1)) * 8;
		uint64_t entry;
		bool leaf;

		if (!mmu->memory.read_entry(mmu->memory.context, place,
					      &entry) ||
		    !(entry & ENTRY_PRESENT))
			break;
		leaf = level == 1 || entry & ENTRY_LARGE;
		if (level <= first || leaf)
			refer(mmu, virtual, level, table, place, leaf);
		if (leaf) {
			finish_walk(mmu, virtual, level, entry);
			return;
		}
		if (level <= first)
			cache_add(&mmu->paging[level],
				  virtual >> entry_shift(level));
		table = entry & ENTRY_ADDRESS;
	}
	mmu->counters.unmapped++;
}

static void translate(struct mmu *mmu, uint64_t virtual)
{
	mmu->counters.accesses++;
	if (virtual - mmu->page < mmu->page_bytes ||
	    find_first(mmu, virtual))
		return;
	mmu->counters.tlb_misses++;
	if (find_second(mmu, virtual))
		return;
	if (virtual & KERNEL_HALF) {
		walk(mmu, virtual);
		return;
	}
	mmu->counters.user_walks++;
	add_translation(mmu, virtual, PAGETABLE_4K);
}

/* A line of the access itself; Return: 1 when memory served it, else 0. */
static unsigned int touch_line(struct mmu *mmu, uint64_t virtual)
{
	enum mmu_served served = fetch_line(mmu, virtual);

	mmu->counters.lines[served]++;
	return served == SERVED_MEMORY;
}

unsigned int mmu_access(struct mmu *mmu, uint64_t virtual,
			  unsigned int size)
{
	uint64_t last = virtual + size - 1;
	unsigned int fetched;

	translate(mmu, virtual);
	fetched = touch_line(mmu, virtual);
	if (last / MMU_LINE_BYTES == virtual / MMU_LINE_BYTES)
		return fetched;
	if (last / PAGETABLE_BYTES != virtual / PAGETABLE_BYTES)
		translate(mmu, last);
	return fetched + touch_line(mmu, last);
}
