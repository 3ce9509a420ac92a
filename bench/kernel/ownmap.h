/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_OWNMAP_H
#define NUMABOOT_OWNMAP_H

/*
 * The symbols that an image has in itself (CONFIG_KALLSYMS), for one that comes
 * without a System.map.  They are of this build and of no other, so nothing is
 * to be proved.  Reading takes an inflated kernel and a search: what came out
 * is kept in the cache, images/DIGEST/System.map with a manifest.json of its
 * hash, and what does not have that hash is read anew.
 */

#include "kernel/sysmap.h"

/**
 * ownmap_load - the symbols of an image
 * @map: as of sysmap_load(); released by the caller
 * @banner: its "Linux version …", or NULL; the caller frees
 * @image: path of a bzImage
 * @sha256: of the image
 *
 * Where the cache cannot be written they are read each time.
 *
 * Return: 0, -ENOENT for an image without a table, or what payload_read()
 * returns.
 */
int ownmap_load(struct sysmap *map, char **banner, const char *image,
		const char *sha256, struct error *err);

#endif
