/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_IMPORT_CPULIST_H
#define NUMABOOT_IMPORT_CPULIST_H

/*
 * Sets of CPUs as the kernel and hwloc print them.
 */

#include <stdbool.h>

#include "machine/described.h"

/**
 * cpulist_add - add the CPUs of "0-3,8" or "0 1 2", as @nid's
 *
 * Return: false when there is something else; what stood before is added.
 */
bool cpulist_add(struct described_cpus *cpus, const char *text, int nid);

/**
 * cpumask_add - the same of "00000000,0000000f" or "0xf00,,0x1": 32 bits in
 * hexadecimal between commas, the highest first, nothing for zero
 */
bool cpumask_add(struct described_cpus *cpus, const char *text, int nid);

/** cpulist_has - is a CPU among them? */
bool cpulist_has(const struct described_cpus *cpus, unsigned int number);

#endif
