/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_CACHE_H
#define NUMABOOT_CACHE_H

/*
 * Where what is expensive to make again is kept: trees, kernels, what was
 * probed of this host.  All of it is in one folder of the user's; removing
 * that costs time and nothing else.
 */

/**
 * cache_folder - the folder that keeps trees, kernels and what was probed
 *
 * Return: ${XDG_CACHE_HOME:-$HOME/.cache}/numaboot; the caller frees.
 */
char *cache_folder(void);

#endif
