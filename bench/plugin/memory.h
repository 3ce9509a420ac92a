/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_MEMORY_H
#define NUMABOOT_MEMORY_H

/*
 * Counting every memory access, with or without the mmu behind it.  One for
 * the plugin, as emulated code feeds it.  Phases begin at milestones and at
 * stores to the page of marks (docs/direct-map.md).
 */

#include <stdio.h>

#include "lib/error.h"
#include "plugin/api.h"
#include "plugin/milestones.h"

/**
 * memory_open - count every memory access from now on
 * @milestones: they tell the phases
 * @mmu: walks_open()'s argument, NULL: no mmu
 *
 * Return: 0 or -errno with the sentence set.
 */
int memory_open(struct milestones *milestones, const char *mmu,
		struct error *err);

/** memory_instrument - have emulated code count what a block accesses */
void memory_instrument(struct qemu_plugin_tb *tb);

/** memory_check - accesses_check(), and walks_check() with an mmu */
int memory_check(struct error *err);

/** memory_print - write the file that docs/accesses.md describes */
void memory_print(FILE *file);

/** memory_print_walks - write the one that docs/penalty.md describes */
void memory_print_walks(FILE *file);

#endif
