/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_CACHE_H
#define NUMABOOT_CACHE_H

/*
 * Where what is expensive to make again is kept: trees, kernels, what was
 * probed of this host.  All of it is in one folder of the user's; removing
 * that costs time and nothing else.
 */

#include "lib/error.h"

/**
 * cache_folder - the folder that keeps trees, kernels and what was probed
 *
 * A relative XDG_CACHE_HOME is ignored, as the XDG Base Directory
 * Specification demands, and that is told once.
 *
 * Return: ${XDG_CACHE_HOME:-$HOME/.cache}/numaboot; the caller frees.
 */
char *cache_folder(void);

/**
 * cache_check_path - can make build in it?
 *
 * Make splits names at blanks and takes a `:`, `$`, `%` or `#` for its own.
 *
 * Return: 0, or -EINVAL.
 */
int cache_check_path(const char *cache, struct error *err);

/**
 * cache_hold - work in the cache from now on
 * @cache: cache_folder(); made when it is not there
 *
 * Any number may work in it at once.  Who comes when nobody does removes what
 * was left by those that were killed.
 *
 * Return: a descriptor whose close() ends that, or -errno; 0 for a cache that
 * cannot be written, where nothing is left either.
 */
int cache_hold(const char *cache, struct error *err);

#endif
