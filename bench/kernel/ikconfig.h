/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_IKCONFIG_H
#define NUMABOOT_IKCONFIG_H

/*
 * The configuration that a kernel carries in itself (CONFIG_IKCONFIG), which is
 * the one that it was built with.  Nothing else is taken for it.
 */

#include "kernel/payload.h"

/**
 * ikconfig_read - the .config between IKCFG_ST and IKCFG_ED
 *
 * Format: kernel/configs.c and scripts/extract-ikconfig, gzip's.
 *
 * Return: the text, which the caller frees, or NULL: it has none.
 */
char *ikconfig_read(const struct payload *payload);

#endif
