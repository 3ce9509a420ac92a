// SPDX-License-Identifier: GPL-2.0-only
#include "mmu/predict.h"

#include "machine/pagetable-entry.h"

/* The walked memory is the kernel's, since only its tables are modelled. */
#define BASE UINT64_C(0xffff888000000000)

/*
 * Page tables that need no memory: a table's address tells its level and
 * which one of that level it is.  They lie behind all memory that is walked.
 */
#define TABLES (UINT64_C(1) << 46)
#define LEVEL_SHIFT 42
#define TOP_LEVEL 4

#define SCATTERED_PAGES (UINT64_C(1) << 24)
#define SCATTER 40503

static uint64_t table_address(uint64_t level, uint64_t index)
{
	return TABLES | level << LEVEL_SHIFT | index * PAGETABLE_BYTES;
}

/*
 * Scattered: a permutation of all pages of 64 GiB, after which no two
 * neighbours share a line of a hypervisor's entries.
 */
static uint64_t frame_of(const struct predict_walk *walk, uint64_t page)
{
	if (walk->scattered && walk->page == PAGETABLE_4K)
		page = page * SCATTER & (SCATTERED_PAGES - 1);
	return page * pagetable_size_bytes(walk->page) & ENTRY_ADDRESS;
}

static bool read_entry(void *context, uint64_t physical, uint64_t *entry)
{
	const struct predict_walk *walk = context;
	uint64_t level = (physical & ~TABLES) >> LEVEL_SHIFT;
	uint64_t below = (physical & ((UINT64_C(1) << LEVEL_SHIFT) - 1)) /
			 sizeof(*entry);

	*entry = ENTRY_PRESENT;
	if (level > (uint64_t)walk->page + 1)
		*entry |= table_address(level - 1, below);
	else
		*entry |= frame_of(walk, below) |
			  (level > 1 ? ENTRY_LARGE : 0);
	return true;
}

static void on_reference(void *context,
			 const struct mmu_reference *reference)
{
	(void)context;
	(void)reference;
}

static void follow(struct mmu *mmu, const struct predict_walk *walk)
{
	void **at = walk->start;

	do {
		mmu_access(mmu, BASE + (uint64_t)((char *)at - walk->memory),
			   sizeof(*at));
		at = *at;
	} while (at != walk->start);
}

void predict_count(const struct predict_walk *walk,
		   const struct mmu_parameters *parameters,
		   struct mmu_counters *counters)
{
	struct predict_walk copy = *walk;
	const struct mmu_memory memory = { read_entry, on_reference, &copy };
	struct mmu mmu;

	mmu_open(&mmu, parameters, &memory);
	if (walk->nested)
		mmu_nest(&mmu, parameters, walk->nested_page);
	mmu_load_root(&mmu, table_address(TOP_LEVEL, 0));
	mmu.direct_base = BASE;
	follow(&mmu, walk);
	mmu.counters = (struct mmu_counters){ 0 };
	follow(&mmu, walk);
	*counters = mmu.counters;
	mmu_close(&mmu);
}

double predict_ns(const struct mmu_counters *counters,
		  const struct mmu_parameters *parameters)
{
	double ps = 0;

	for (int i = 0; i < SERVED_COUNT; i++)
		ps += (double)(counters->references[i] + counters->lines[i]) *
		      (double)parameters->latency_ps[i];
	return ps / 1000;
}
