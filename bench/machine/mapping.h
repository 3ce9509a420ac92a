/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_MAPPING_H
#define NUMABOOT_MAPPING_H

/*
 * The page size that a direct map is built with: how it is asked for, and
 * whether the guest has it.  A cell is called by it, so a guest whose direct
 * map is of other pages is no boot of that cell.
 */

#include <stdint.h>

#include "lib/error.h"
#include "machine/topology.h"

/** enum mapping - the page size that the direct map is built with */
enum mapping {
	MAPPING_1G,
	MAPPING_2M,
	MAPPING_4K,
};

#define MAPPING_COUNT 3

/** mapping_name - "1G", "2M" or "4K" */
const char *mapping_name(enum mapping mapping);

/** mapping_parse - the reverse; Return: 0 or -EINVAL */
int mapping_parse(const char *name, enum mapping *mapping);

/**
 * mapping_kernel_parameters - what makes the kernel use that size
 *
 * 4K by debug_pagealloc=on, which a kernel without CONFIG_DEBUG_PAGEALLOC
 * ignores, and one of before 3.19 does not know.  1G and 2M by the CPU's
 * pdpe1gb flag.
 */
const char *mapping_kernel_parameters(enum mapping mapping);

/** mapping_cpu_flags - for the CPU of QEMU, ",pdpe1gb=off" */
const char *mapping_cpu_flags(enum mapping mapping);

/**
 * mapping_whole_gib - pages of 1 GiB that a direct map can have
 * @topology: hot-added memory does not count
 *
 * Whole and aligned, in RAM without a gap.  Never the first one, which has
 * the gap below 1 MiB, nor one that reaches the end of the RAM below 4 GiB,
 * where the firmware's tables lie.
 */
unsigned int mapping_whole_gib(const struct topology *topology);

/**
 * mapping_check - judge the pages that a direct map is made of
 * @bytes: in pages of each size; the guest's own counters may have one of
 *	1 GiB several times
 * @topology: that the guest has
 *
 * None may be larger than asked for.  Smaller ones are right where no whole
 * page fits: below 1 MiB, at the ends of RAM and of holes, where kernel and
 * KFENCE need other rights than what lies beside them, or where memory is
 * hot-added.  That is 12 MiB in the lab's kernels and never the greater part.
 * So with 2M at least half of the map must be in pages of 2 MiB; with 1G at
 * least half must be in pages of 2 MiB or more, and of mapping_whole_gib()
 * half must be pages of 1 GiB, rounded up.
 *
 * Return: 0, or -EINVAL with what was found.
 */
int mapping_check(enum mapping mapping, const uint64_t bytes[MAPPING_COUNT],
		  const struct topology *topology, struct error *err);

#endif
