/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_PREDICT_H
#define NUMABOOT_PREDICT_H

/*
 * What the modelled CPU makes of pointers that lead round through memory.
 * Nothing is measured, and page tables are made up while they are walked: the
 * same pointers give the same counts everywhere.
 */

#include <stdbool.h>

#include "mmu/mmu.h"

/**
 * struct predict_walk - pointers, and how their memory is mapped
 * @memory: its first byte
 * @start: one of the pointers in it; following them leads back here
 * @page: size of the pages
 * @scattered: no two pages of 4 KiB lie together in physical memory
 * @nested: a hypervisor maps this machine, with pages of
 * @nested_page: this size
 */
struct predict_walk {
	const char *memory;
	void **start;
	enum pagetable_size page;
	bool scattered;
	bool nested;
	enum pagetable_size nested_page;
};

/**
 * predict_count - follow the pointers once around
 * @counters: of that turn; one before it has filled the caches
 */
void predict_count(const struct predict_walk *walk,
		   const struct mmu_parameters *parameters,
		   struct mmu_counters *counters);

/** predict_ns - what the lines of these counters take, one after the other */
double predict_ns(const struct mmu_counters *counters,
		  const struct mmu_parameters *parameters);

#endif
