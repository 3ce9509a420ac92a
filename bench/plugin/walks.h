/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_WALKS_H
#define NUMABOOT_WALKS_H

/*
 * The guest's loads and stores go through the mmu, which walks the guest's own
 * page tables (docs/penalty.md).  One for the plugin, as emulated code feeds
 * it.  Tables are read as they are at that moment, never changed.
 */

#include <stdint.h>
#include <stdio.h>

#include "lib/error.h"

/**
 * walks_open - begin; nothing is translated before the early root is loaded
 * @spec: EARLY_ROOT:ROOT:FILE: physical addresses of the top table until
 *	init_mem_mapping() loads the final one, and of that one; parameters
 *	of the CPU
 *
 * Return: 0 or -errno with the sentence set.
 */
int walks_open(const char *spec, struct error *err);

/** walks_add_ram - ram_add(); all of it, before the first access */
int walks_add_ram(const char *spec, struct error *err);

/** walks_load_early - the kernel runs on the early tables */
void walks_load_early(void);

/** walks_load_final - it has loaded the final ones */
void walks_load_final(void);

/**
 * walks_access - mmu_access()
 * @phase: from 0, never less than before
 */
unsigned int walks_access(uint32_t phase, uint64_t address, uint32_t size);

/**
 * walks_check - did the boot get to its final tables
 *
 * Return: 0, or -EINVAL with the sentence set.
 */
int walks_check(struct error *err);

/**
 * walks_print - the file that docs/penalty.md describes
 * @phases: name of each phase
 * @count: how many
 */
void walks_print(const char *const *phases, uint32_t count, FILE *file);

#endif
