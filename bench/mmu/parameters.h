/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_MMU_PARAMETERS_H
#define NUMABOOT_MMU_PARAMETERS_H

/*
 * The CPU that is modelled, read from a file of bench/mmu.  A file that was
 * read is complete and its sets are whole; a cache that the CPU does not have
 * has 0 entries.  Latencies are for predictions: no count depends on them.
 */

#include <stdio.h>

#include "lib/error.h"
#include "machine/pagetable.h"
#include "mmu/cache.h"

#define MMU_LINE_BYTES UINT64_C(64)

/* Where files of them are, from the root of the project. */
#define MMU_PARAMETERS "bench/mmu"

/** enum mmu_served - what had a line */
enum mmu_served {
	SERVED_FIRST,
	SERVED_SECOND,
	SERVED_THIRD,
	SERVED_MEMORY,
	SERVED_COUNT,
};

/** mmu_served_names - "first", "second", "third", "memory" */
extern const char *const mmu_served_names[SERVED_COUNT];

/**
 * struct mmu_parameters - a CPU, as a file of bench/mmu describes it
 * @name: of the CPU
 * @tlb: first level, by page size
 * @shared_tlb: second level, of 4K and 2M pages
 * @huge_tlb: second level, of 1G pages
 * @paging: caches of entries that point to tables, by the level of the table
 *	that has the entry: 2 PDE, 3 PDPTE, 4 PML4E
 * @caches: of lines; what they have, memory does not serve
 * @latency_ps: picoseconds to load a line, by what has it; memory's own only
 *	where nothing better is known
 *
 * Format, and where the numbers come from: docs/penalty.md.
 */
struct mmu_parameters {
	char name[96];
	struct cache_geometry tlb[PAGETABLE_SIZES];
	struct cache_geometry shared_tlb;
	struct cache_geometry huge_tlb;
	struct cache_geometry paging[PAGETABLE_LEVELS];
	struct cache_geometry caches[SERVED_MEMORY];
	uint64_t latency_ps[SERVED_COUNT];
};

/**
 * mmu_parameters_read - read a file of bench/mmu, or one like it
 *
 * Return: 0, -errno of the open, -EINVAL with "file:line: found …,
 * expected …".
 */
int mmu_parameters_read(struct mmu_parameters *parameters,
			  const char *path, struct error *err);

/**
 * mmu_parameters_each - name every cache and its size
 * @handle: gets "tlb.first.4K" … "cache.third" and its geometry; returns 0,
 *	or -errno, which ends it
 *
 * Return: 0 or what @handle returned.
 */
int mmu_parameters_each(const struct mmu_parameters *parameters,
			  int (*handle)(void *context, const char *name,
					const struct cache_geometry *geometry,
					struct error *err),
			  void *context, struct error *err);

#endif
