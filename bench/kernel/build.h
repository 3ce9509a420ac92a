/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_BUILD_H
#define NUMABOOT_BUILD_H

/*
 * From a recipe to a bootable kernel, by way of the cache.  Whatever can
 * change a kernel's bytes is part of its key, so that a key stands for one
 * kernel; none under its key is partial.
 */

#include "kernel/kernel.h"
#include "lib/digest.h"

/**
 * build_variant - a variant's kernel, from the cache or freshly built
 * @kernel: its image, symbols and manifest are filled in
 * @catalog: where the variant's base and paths come from
 *
 * Its key is the hash of source, patches, configuration, tools and make
 * variables.  A cached kernel is never built again.
 *
 * Return: 0 or -errno.
 */
int build_variant(struct kernel *kernel, const struct catalog *catalog,
		  const struct variant *variant, struct error *err);

/**
 * build_find - a variant's key, and whether the cache has it
 * @key: SHA-256 of everything that goes in
 * @folder: where the finished kernel is or would be; the caller frees
 *
 * Return: 1 when it is there, 0 when it is not, or -errno.
 */
int build_find(const struct catalog *catalog, const struct variant *variant,
	       char key[DIGEST_HEX_SIZE], char **folder, struct error *err);

/**
 * build_find_log - the log of the last build of a kernel, failed or not
 * @path: the caller frees
 *
 * Return: 0, -ENOENT when it was never built here, or -errno.
 */
int build_find_log(const struct catalog *catalog,
		   const struct variant *variant, char **path,
		   struct error *err);

/**
 * build_find_image - a kernel of the cache by the hash of its image
 * @kernel: image, symbols and manifest are filled in
 * @image_sha256: 64 digits
 *
 * Needs no source, and what the cache says of the image is checked.
 *
 * Return: 1 when it is there, 0 when it is not, or -errno.
 */
int build_find_image(struct kernel *kernel, const char *image_sha256,
		     struct error *err);

#endif
