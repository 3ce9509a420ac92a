// SPDX-License-Identifier: GPL-2.0-only
#include "model/model.h"

#include "machine/pagetable-entry.h"

/* Bit 63 of a virtual address is the kernel's half. */
#define KERNEL_HALF (UINT64_C(1) << 63)

/* CPUs with five levels are not modelled. */
#define TOP_LEVEL 4

/* Pages of two sizes share a cache: this far up, no page number has a bit. */
#define SIZE_SHIFT 60

void model_open(struct model *model, const struct model_parameters *parameters,
		const struct model_memory *memory)
{
	*model = (struct model){
		.memory = *memory,
		.nested.page = PAGETABLE_SIZES,
	};
	for (int size = 0; size < PAGETABLE_SIZES; size++)
		cache_open(&model->tlb[size], &parameters->tlb[size]);
	cache_open(&model->shared_tlb, &parameters->shared_tlb);
	cache_open(&model->huge_tlb, &parameters->huge_tlb);
	for (int level = 0; level < PAGETABLE_LEVELS; level++)
		cache_open(&model->paging[level], &parameters->paging[level]);
	for (int i = 0; i < SERVED_MEMORY; i++)
		cache_open(&model->caches[i], &parameters->caches[i]);
}

void model_nest(struct model *model, const struct model_parameters *parameters,
		enum pagetable_size page)
{
	nested_open(&model->nested, page, parameters->paging);
}

void model_load_root(struct model *model, uint64_t root)
{
	for (int size = 0; size < PAGETABLE_SIZES; size++)
		cache_empty(&model->tlb[size]);
	cache_empty(&model->shared_tlb);
	cache_empty(&model->huge_tlb);
	for (int level = 0; level < PAGETABLE_LEVELS; level++)
		cache_empty(&model->paging[level]);
	model->page_bytes = 0;
	model->root = root;
}

void model_close(struct model *model)
{
	for (int size = 0; size < PAGETABLE_SIZES; size++)
		cache_close(&model->tlb[size]);
	cache_close(&model->shared_tlb);
	cache_close(&model->huge_tlb);
	for (int level = 0; level < PAGETABLE_LEVELS; level++)
		cache_close(&model->paging[level]);
	nested_close(&model->nested);
	for (int i = 0; i < SERVED_MEMORY; i++)
		cache_close(&model->caches[i]);
}

/* A line that is not there is taken in everywhere. */
static enum model_served fetch_line(struct model *model, uint64_t virtual)
{
	uint64_t line = virtual / MODEL_LINE_BYTES;
	enum model_served served = SERVED_FIRST;

	while (served < SERVED_MEMORY &&
	       !cache_access(&model->caches[served], line))
		served++;
	return served;
}

static uint64_t page_number(uint64_t virtual, enum pagetable_size size)
{
	return virtual >> entry_shift((int)size + 1);
}

static struct cache *second_tlb(struct model *model, enum pagetable_size size)
{
	return size == PAGETABLE_1G ? &model->huge_tlb : &model->shared_tlb;
}

static uint64_t second_key(uint64_t virtual, enum pagetable_size size)
{
	return page_number(virtual, size) | (uint64_t)size << SIZE_SHIFT;
}

/* The page used last is the first of its set: it need not be looked up. */
static void remember(struct model *model, uint64_t virtual,
		     enum pagetable_size size)
{
	model->page_bytes = model->tlb[size].sets ?
				    pagetable_size_bytes(size) : 0;
	model->page = virtual & ~(pagetable_size_bytes(size) - 1);
}

static bool find_first(struct model *model, uint64_t virtual)
{
	for (int size = 0; size < PAGETABLE_SIZES; size++) {
		if (!cache_find(&model->tlb[size], page_number(virtual, size)))
			continue;
		remember(model, virtual, size);
		return true;
	}
	return false;
}

static void add_first(struct model *model, uint64_t virtual,
		      enum pagetable_size size)
{
	cache_add(&model->tlb[size], page_number(virtual, size));
	remember(model, virtual, size);
}

static bool find_second(struct model *model, uint64_t virtual)
{
	for (int size = 0; size < PAGETABLE_SIZES; size++) {
		if (!cache_find(second_tlb(model, size),
				second_key(virtual, size)))
			continue;
		add_first(model, virtual, size);
		return true;
	}
	return false;
}

static void add_translation(struct model *model, uint64_t virtual,
			    enum pagetable_size size)
{
	cache_add(second_tlb(model, size), second_key(virtual, size));
	add_first(model, virtual, size);
}

/* Read what a hypervisor's tables say of a physical address. */
static void find_physical(struct model *model, uint64_t physical)
{
	uint64_t addresses[PAGETABLE_LEVELS];
	int count = nested_walk(&model->nested, physical, addresses);

	for (int i = 0; i < count; i++)
		model->counters.references[fetch_line(model, addresses[i])]++;
}

static void refer(struct model *model, uint64_t virtual, int level,
		  uint64_t table, uint64_t place, bool leaf)
{
	int shift = entry_shift(level == TOP_LEVEL ? level : level + 1);
	struct model_reference reference = {
		.first = virtual >> shift << shift,
		.table = table,
		.level = level,
		.leaf = leaf,
	};

	find_physical(model, place);
	reference.served = fetch_line(model, model->direct_base + place);
	model->counters.references[reference.served]++;
	model->memory.on_reference(model->memory.context, &reference);
}

/*
 * The level at which a walk begins: below the lowest entry that a
 * paging-structure cache has (Intel SDM volume 3A, 4.10.3).
 */
static int first_level(struct model *model, uint64_t virtual)
{
	for (int level = 2; level <= TOP_LEVEL; level++)
		if (cache_find(&model->paging[level],
			       virtual >> entry_shift(level)))
			return level - 1;
	return TOP_LEVEL;
}

static void finish_walk(struct model *model, uint64_t virtual, int level,
			uint64_t value)
{
	const struct entry entry = { .level = level, .value = value };
	enum pagetable_size size = entry_size(level);
	uint64_t offset = virtual & (pagetable_size_bytes(size) - 1);

	model->counters.walks[size]++;
	find_physical(model, entry_frame(&entry) | offset);
	add_translation(model, virtual, nested_size(&model->nested, size));
}

/*
 * The tables as they are now, from the top.  Entries that are cached need not
 * be read, unless one of them maps a page by now.
 */
static void walk(struct model *model, uint64_t virtual)
{
	int first = first_level(model, virtual);
	uint64_t table = model->root;

	for (int level = TOP_LEVEL; level > 0; level--) {
		uint64_t place = table + (virtual >> entry_shift(level) &
					  (PAGETABLE_ENTRIES - 1)) * 8;
		uint64_t entry;
		bool leaf;

		if (!model->memory.read_entry(model->memory.context, place,
					      &entry) ||
		    !(entry & ENTRY_PRESENT))
			break;
		leaf = level == 1 || entry & ENTRY_LARGE;
		if (level <= first || leaf)
			refer(model, virtual, level, table, place, leaf);
		if (leaf) {
			finish_walk(model, virtual, level, entry);
			return;
		}
		if (level <= first)
			cache_add(&model->paging[level],
				  virtual >> entry_shift(level));
		table = entry & ENTRY_ADDRESS;
	}
	model->counters.unmapped++;
}

static void translate(struct model *model, uint64_t virtual)
{
	model->counters.accesses++;
	if (virtual - model->page < model->page_bytes ||
	    find_first(model, virtual))
		return;
	model->counters.tlb_misses++;
	if (find_second(model, virtual))
		return;
	if (virtual & KERNEL_HALF) {
		walk(model, virtual);
		return;
	}
	model->counters.user_walks++;
	add_translation(model, virtual, PAGETABLE_4K);
}

/* A line of the access itself; Return: 1 when memory served it, else 0. */
static unsigned int touch_line(struct model *model, uint64_t virtual)
{
	enum model_served served = fetch_line(model, virtual);

	model->counters.lines[served]++;
	return served == SERVED_MEMORY;
}

unsigned int model_access(struct model *model, uint64_t virtual,
			  unsigned int size)
{
	uint64_t last = virtual + size - 1;
	unsigned int fetched;

	translate(model, virtual);
	fetched = touch_line(model, virtual);
	if (last / MODEL_LINE_BYTES == virtual / MODEL_LINE_BYTES)
		return fetched;
	if (last / PAGETABLE_BYTES != virtual / PAGETABLE_BYTES)
		translate(model, last);
	return fetched + touch_line(model, last);
}
