/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_PART_H
#define NUMABOOT_PART_H

/*
 * The part of a variant's source that memblock is: its own memblock.c, and what
 * the kernel's memblock simulator compiles it with.  It is kept in the cache by
 * source and patches; nothing in it is ever changed, and none is partial.
 */

#include "kernel/catalog.h"

/**
 * part_open - have the memblock part of a variant
 * @folder: where it is, a kernel tree with little in it; the caller frees
 *
 * Patches are applied as far as they are about it.
 *
 * Return: 0 or -errno.
 */
int part_open(const struct catalog *catalog, const struct variant *variant,
	      char **folder, struct error *err);

#endif
