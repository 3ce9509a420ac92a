/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_MMU_NESTED_H
#define NUMABOOT_MMU_NESTED_H

/*
 * The second dimension of a guest's walks: a hypervisor's tables, which cannot
 * be seen from the guest and are therefore made up.  Without a hypervisor it
 * takes nothing and changes nothing.
 */

#include "machine/pagetable.h"
#include "mmu/cache.h"

/**
 * struct nested - the second dimension of a guest's walks: where a
 *	hypervisor's tables are walked for each physical address of the guest
 * @page: the size of the hypervisor's pages, PAGETABLE_SIZES: there is none
 * @paging: caches of its entries that point to tables, by level
 *
 * Its tables are made up: all of the guest's memory is mapped with pages of
 * one size.  Source: Intel SDM volume 3C, 29.3; caches for guest-physical
 * addresses (29.4) are taken to be as large as those for linear ones.
 */
struct nested {
	enum pagetable_size page;
	struct cache paging[PAGETABLE_LEVELS];
};

/** nested_open - empty caches; closed by nested_close() */
void nested_open(struct nested *nested, enum pagetable_size page,
		 const struct cache_geometry geometry[PAGETABLE_LEVELS]);

/** nested_close - free them; a zeroed one is fine */
void nested_close(struct nested *nested);

/**
 * nested_walk - the entries that must be read for a physical address
 * @addresses: set to where they lie, in an address space of their own
 *
 * Return: how many, from the top down; 0 when there is no hypervisor.
 */
int nested_walk(struct nested *nested, uint64_t physical,
		uint64_t addresses[PAGETABLE_LEVELS]);

/** nested_size - the size of a translation that goes through both tables */
enum pagetable_size nested_size(const struct nested *nested,
				enum pagetable_size size);

#endif
