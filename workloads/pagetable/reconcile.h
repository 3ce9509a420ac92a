/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_PAGETABLE_RECONCILE_H
#define NUMABOOT_PAGETABLE_RECONCILE_H

/*
 * Why the kernel's counters (DirectMap4k, 2M, 1G) are not the number of pages
 * that are mapped; see docs/pagetable.md.  It is a rule of the kernel's
 * source, worked out from the calls that were seen, and knows nothing of what
 * the counters said.
 */

#include <stddef.h>
#include <stdint.h>

#include "machine/pagetable.h"
#include "workload/workload.h"

/**
 * reconcile_calls - what the counters must be once the direct map is built
 * @mapping: of the finished direct map
 * @calls: of init_memory_mapping(), with first and last address + 1
 * @pages: result, by size
 *
 * The kernel counts a page once in every call that covers some of it
 * (arch/x86/mm/init_64.c, phys_pte_init(), phys_pmd_init(),
 * phys_pud_init()).
 */
void reconcile_calls(const struct pagetable_map *mapping,
		     const struct stop_call *calls, size_t call_count,
		     uint64_t pages[PAGETABLE_SIZES]);

#endif
