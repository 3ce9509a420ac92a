/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_MANIFEST_H
#define NUMABOOT_MANIFEST_H

/*
 * manifest.json of a kernel in the cache: what went into it and what came of
 * it.  Members that say nothing are left out, so that those of today's
 * kernels are as ever.
 */

#include <jansson.h>
#include <stdint.h>

#include "kernel/recipe.h"
#include "kernel/tree.h"
#include "lib/error.h"

/** manifest_add_options - how what was asked of a tree stands in it */
void manifest_add_options(json_t *manifest, const struct options *options);

/**
 * manifest_write - write that of a finished kernel
 * @folder: has its bzImage, whose hash is taken
 *
 * Return: 0 or -errno.
 */
int manifest_write(const struct recipe *recipe, const struct tree *tree,
		   const char *folder, uint64_t build_ns, struct error *err);

/**
 * manifest_load_options - add member "options", read from the kernel's config
 *
 * Return: 0 or -errno.
 */
int manifest_load_options(json_t *manifest, const char *folder,
			  struct error *err);

#endif
