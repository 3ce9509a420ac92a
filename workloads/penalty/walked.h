/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_PENALTY_WALKED_H
#define NUMABOOT_PENALTY_WALKED_H

/*
 * walks.tsv, as the plugin writes it (docs/penalty.md): what page walks read,
 * by table.  A file that was read adds up: entries that map a page are as many
 * as walks that found one.
 */

#include <stdint.h>

#include "../accesses/touched.h"
#include "../accesses/translation.h"
#include "lib/error.h"
#include "machine/pagetable.h"
#include "machine/topology.h"

/**
 * struct walked_tables - what walks read of some tables
 * @references: entries
 * @leaves: of those, entries that map a page: one for each walk
 * @fetches: of those, entries whose line memory served
 */
struct walked_tables {
	uint64_t references;
	uint64_t leaves;
	uint64_t fetches;
};

/**
 * struct walked - the walks of a boot
 * @tables: by stage, region of what was translated, level and node
 * @accesses: loads and stores, by stage
 * @tlb_misses: of those, what the first level of the TLB did not have
 * @user: walks for user space, whose tables were not looked at
 * @unmapped: walks that found no page
 */
struct walked {
	struct walked_tables tables[STAGE_MAX][REGION_COUNT][PAGETABLE_LEVELS]
				   [TOPOLOGY_MAX_NODES];
	uint64_t accesses[STAGE_MAX];
	uint64_t tlb_misses[STAGE_MAX];
	uint64_t user[STAGE_MAX];
	uint64_t unmapped;
};

/** walked_region_name - "direct", "vmemmap", …, as in the samples */
const char *walked_region_name(enum translation_region region);

/**
 * walked_read - read and check a walks.tsv
 * @translation: tells the regions
 * @topology: tells the nodes of the tables
 *
 * In each phase, entries that map a page of a size must be as many as the
 * walks that found one.
 *
 * Return: 0, -errno of the open, -EINVAL with "file:line: found …,
 * expected …".
 */
int walked_read(struct walked *walked, const char *path,
		const struct translation *translation,
		const struct topology *topology, struct error *err);

#endif
