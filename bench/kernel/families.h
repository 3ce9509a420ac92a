/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_FAMILIES_H
#define NUMABOOT_FAMILIES_H

/*
 * Variants that are not written out: the prefixes of a series, and one for
 * each patch of a folder.  They are ordinary variants after this, marked as
 * generated.
 */

#include "kernel/catalog.h"

/**
 * families_expand - add the variants that the catalog's families stand for
 *
 * A fragment `NAME@N` of a configuration belongs to the variant from the Nth
 * patch of its last folder on: prefixes with fewer patches go without it.
 * In all variants just NAME is left.
 *
 * Return: 0 or -errno.
 */
int families_expand(struct catalog *catalog, struct error *err);

#endif
