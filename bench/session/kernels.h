/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_SESSION_KERNELS_H
#define NUMABOOT_SESSION_KERNELS_H

/*
 * The kernels that a plan's arms boot, with their symbols.  What is missing is
 * built.  Symbols that are given with an image fit it, and every function that a workload looks for is in every map, or nothing
 * is booted.  Boots read copies in the session's folder: the user may build
 * the next kernel while a session runs.
 */

#include "kernel/catalog.h"
#include "kernel/fit.h"
#include "kernel/kernel.h"
#include "kernel/symbols.h"
#include "lib/digest.h"
#include "plan/plan.h"

/**
 * struct session_kernel - what an arm boots
 * @kernel: its image; a copy once kernels_keep() has made one
 * @code: what of the copy lies in a guest's memory
 * @map: its symbols, empty when no workload needs them
 * @fit: of a user's image: that they are its symbols
 * @map_path: the map for the plugin, in the session's folder
 */
struct session_kernel {
	struct kernel kernel;
	char *code;
	struct sysmap map;
	struct fit fit;
	char *map_path;
};

/**
 * struct session_image - what is booted for a kernel's name
 * @kernel: as the arms of the plan have it
 * @image: path of a bzImage
 * @symbols: path of its symbols, or NULL for those beside it
 * @manifest: of a run that kept image and symbols together; NULL for an image
 *	of the user's, whose symbols must be shown to fit
 */
struct session_image {
	char *kernel;
	char *image;
	char *symbols;
	json_t *manifest;
};

/**
 * struct session_kernels - a kernel for each arm
 * @list: @count of them, in the order of the arms
 * @images: what is booted for some names; not owned
 * @image_count: how many
 * @symbols: kernels/symbols.ini
 * @mapped: some workload needs the maps
 * @lined: some workload tells where functions stand in the source
 */
struct session_kernels {
	struct session_kernel *list;
	int count;
	const struct session_image *images;
	int image_count;
	struct symbols *symbols;
	bool mapped;
	bool lined;
};

/**
 * kernels_open - find the kernel of each arm, and its symbols
 * @symbols: System.map or vmlinux of an arm that is a bzImage, or NULL
 * @images: what is booted for some names, instead of what they mean here
 * @image_count: how many
 *
 * Return: 0 or -errno; freed by kernels_close() in both cases.
 */
int kernels_open(struct session_kernels *kernels, const struct plan *plan,
		 const struct catalog *catalog, const char *symbols,
		 const struct session_image *images, int image_count,
		 struct error *err);

/** kernels_hash - images, their symbols, symbols.ini; Return: 0 or -errno */
int kernels_hash(const struct session_kernels *kernels, SHA2_CTX *digest,
		 struct error *err);

/**
 * kernels_keep - copy images and maps to where the boots read them
 * @folder: of the session
 *
 * Return: 0, -EBUSY for an image that is not what was hashed, or -errno.
 */
int kernels_keep(struct session_kernels *kernels, const char *folder,
		 struct error *err);

/** kernels_close - free */
void kernels_close(struct session_kernels *kernels);

#endif
