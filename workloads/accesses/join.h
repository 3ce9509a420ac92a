/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_ACCESSES_JOIN_H
#define NUMABOOT_ACCESSES_JOIN_H

/*
 * Class and node of every access of a boot: virtual pages from the plugin,
 * page tables, early reservations and the topology, joined.  No access is left
 * out or counted twice: all sums add up to the total that the plugin counted
 * by itself.
 */

#include <stdint.h>

#include "lib/error.h"
#include "machine/topology.h"
#include "owners.h"
#include "touched.h"
#include "translation.h"

/* Index of a node, with one more for what lies on none. */
#define JOIN_NODES (TOPOLOGY_MAX_NODES + 1)
#define JOIN_NO_NODE TOPOLOGY_MAX_NODES

/**
 * enum join_class - what accesses went to, beside the classes of placement
 *
 * Those of classes_names[] follow, in their order.
 */
enum join_class {
	JOIN_MIXED,		/* a page that several of them share */
	JOIN_FREE,		/* RAM that no early reservation holds */
	JOIN_NO_RAM,		/* ROM and devices */
	JOIN_VMALLOC,		/* virtual regions that were not resolved */
	JOIN_VMEMMAP,
	JOIN_OTHER_MAPPING,
	JOIN_USER,
	JOIN_OWN_CLASSES,
	JOIN_CLASSES = JOIN_OWN_CLASSES + OWNERS_MAX_CLASSES,
};

/**
 * struct joined - where a boot's accesses went
 * @sums: by stage, class and node; stages from STAGE_MARKED on only where a
 *	program in the guest has set marks
 * @cpus: accesses by CPU, stage and node
 * @total: of all of them
 * @unproven: accesses to pages of the direct map and the image that the page
 *	tables did not have when they were read
 * @backed_pages: pages of RAM that held something before init ran
 * @seen_pages: of these, pages that an instruction accessed
 */
struct joined {
	struct access_counts sums[STAGE_MAX][JOIN_CLASSES][JOIN_NODES];
	uint64_t cpus[TOPOLOGY_MAX_CPUS][STAGE_MAX][JOIN_NODES];
	struct access_counts total;
	uint64_t unproven;
	uint64_t backed_pages;
	uint64_t seen_pages;
};

/**
 * struct join_input - what is brought together
 * @touched: virtual pages
 * @translation: where they lie
 * @owners: what for, in each stage
 * @topology: on which node
 */
struct join_input {
	const struct touched *touched;
	const struct translation *translation;
	const struct owners *owners[STAGE_COUNT];
	const struct topology *topology;
};

/**
 * join_make - find class and node of every access
 *
 * Checks the translation on the way: a page of the direct map and the image
 * must be where the guest's page tables say, and RAM that was accessed before
 * init ran must be there in the files that are the guest's RAM.
 *
 * Return: 0, or -EINVAL with "file:line: found …, expected …".
 */
int join_make(struct joined *joined, const struct join_input *input,
	      struct error *err);

/** join_remote - accesses of a stage to another node than the CPU's own */
uint64_t join_remote(const struct joined *joined,
		     const struct topology *topology, int stage);

/** join_class_name - such as "page-table" or "free", NULL after the last */
const char *join_class_name(int class_index);

#endif
