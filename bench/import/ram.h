/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_IMPORT_RAM_H
#define NUMABOOT_IMPORT_RAM_H

/*
 * Which memory of a machine is RAM, and on which node: by SRAT and e820, or
 * by what there is of the two.
 */

#include <stdbool.h>

#include "machine/described.h"

/**
 * struct ram - RAM of a machine
 * @spans: by address, each on a node
 * @added: memory of nodes that have none in @spans: it came later
 * @addressed: addresses are the machine's
 *
 * Free with ram_release().
 */
struct ram {
	struct spans spans;
	struct spans added;
	bool addressed;
};

/**
 * ram_find - from all that is said
 * @d: gets notes; its spans are sorted
 *
 * - SRAT and e820: what both have.  What firmware keeps of a range, up to 512
 *   MiB between or behind RAM, is RAM that the guest's firmware may have.
 * - memory blocks of sysfs, with SRAT's flags
 * - SRAT alone: slots that are empty are taken for memory
 * - what the kernel made of it ("Early memory node ranges")
 * - totals of the nodes, from which the kernel's own share is missing: up to
 *   what memory comes in.
 */
void ram_find(struct ram *ram, struct described *d);

/** ram_estimate - how much a node has of which the kernel manages @bytes */
uint64_t ram_estimate(uint64_t bytes);

/** ram_release - free it */
void ram_release(struct ram *ram);

#endif
