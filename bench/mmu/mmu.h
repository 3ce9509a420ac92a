/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_MMU_H
#define NUMABOOT_MMU_H

/*
 * What a CPU's TLB, paging-structure caches and caches make of a sequence of
 * loads and stores (docs/penalty.md).  It is the mmu: a model and no
 * measurement.  The same sequence gives the same counts anywhere; it reads
 * page tables through a callback and changes none.
 */

#include <stdbool.h>
#include <stdint.h>

#include "mmu/nested.h"
#include "mmu/parameters.h"

/**
 * struct mmu_reference - an entry of a page table that a walk has read
 * @first: lowest virtual address that the table translates; of the top
 *	table, which translates everything, that the entry does
 * @table: physical address of the table
 * @level: of the table, from 1 for leaves of 4K
 * @leaf: the entry maps a page, else a table
 * @served: what had its line
 */
struct mmu_reference {
	uint64_t first;
	uint64_t table;
	int level;
	bool leaf;
	enum mmu_served served;
};

/**
 * struct mmu_memory - the page tables that are walked
 * @read_entry: the 64 bits at a physical address; false when there is no RAM
 * @on_reference: every entry of these that a walk had to read, in its order
 * @context: passed through to both
 */
struct mmu_memory {
	bool (*read_entry)(void *context, uint64_t physical, uint64_t *entry);
	void (*on_reference)(void *context,
			     const struct mmu_reference *reference);
	void *context;
};

/**
 * struct mmu_counters - what happened so far
 * @accesses: addresses translated, of which
 * @tlb_misses: were not in the first level, and
 * @walks: not in the second either, by the size of the page found
 * @user_walks: those of user space, whose tables are not looked at
 * @unmapped: walks that found no page
 * @references: entries that walks read, a hypervisor's among them, by what
 *	had their line
 * @lines: that loads and stores touched, likewise
 */
struct mmu_counters {
	uint64_t accesses;
	uint64_t tlb_misses;
	uint64_t walks[PAGETABLE_SIZES];
	uint64_t user_walks;
	uint64_t unmapped;
	uint64_t references[SERVED_COUNT];
	uint64_t lines[SERVED_COUNT];
};

/**
 * struct mmu - one CPU; zeroed, then mmu_open()
 * @tlb: first level, by page size; @shared_tlb, @huge_tlb: second level
 * @paging: paging-structure caches, by level
 * @nested: a hypervisor's tables; mmu_open() makes none
 * @caches: of lines
 * @memory: the page tables
 * @root: physical address of the top table; 0: nothing is mapped yet; see
 *	mmu_load_root()
 * @direct_base: virtual address of physical address 0: a line is cached
 *	under its virtual address, one of a page table under the kernel's own
 * @page: virtual address of the page that was translated last
 * @page_bytes: its size, 0 before the first
 */
struct mmu {
	struct cache tlb[PAGETABLE_SIZES];
	struct cache shared_tlb;
	struct cache huge_tlb;
	struct cache paging[PAGETABLE_LEVELS];
	struct nested nested;
	struct cache caches[SERVED_MEMORY];
	struct mmu_memory memory;
	uint64_t root;
	uint64_t direct_base;
	uint64_t page;
	uint64_t page_bytes;
	struct mmu_counters counters;
};

/** mmu_open - a CPU whose caches are empty; closed by mmu_close() */
void mmu_open(struct mmu *mmu, const struct mmu_parameters *parameters,
		const struct mmu_memory *memory);

/**
 * mmu_nest - the CPU runs a guest: a hypervisor's tables are walked, too
 * @page: the size of its pages
 */
void mmu_nest(struct mmu *mmu, const struct mmu_parameters *parameters,
		enum pagetable_size page);

/**
 * mmu_load_root - walk other tables from now on
 *
 * All translations and entries of tables are forgotten (Intel SDM volume 3A,
 * 4.10.4); lines stay.
 */
void mmu_load_root(struct mmu *mmu, uint64_t root);

/** mmu_close - free it */
void mmu_close(struct mmu *mmu);

/**
 * mmu_access - a load or store: translate its address and fetch its lines
 * @virtual: of its first byte
 * @size: bytes, at least 1
 *
 * Addresses below the kernel's half are taken for pages of 4 KiB.
 *
 * Return: how many of its lines memory served.
 */
unsigned int mmu_access(struct mmu *mmu, uint64_t virtual,
			  unsigned int size);

#endif
