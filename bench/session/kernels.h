/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_SESSION_KERNELS_H
#define NUMABOOT_SESSION_KERNELS_H

/*
 * The kernels that a plan's arms boot, with their symbols.  What is missing is
 * built.  Symbols that are given with an image fit it, and every function that
 * a workload looks for is in every map, or nothing is booted.  An arm has one
 * kernel for all mappings, but where its age has no `debug_pagealloc=`: there
 * 4K has one of its own.  Boots read copies in the session's folder: the user
 * may build the next kernel while a session runs.
 */

#include "kernel/catalog.h"
#include "kernel/fit.h"
#include "kernel/kernel.h"
#include "kernel/symbols.h"
#include "lib/digest.h"
#include "plan/plan.h"

/**
 * struct session_kernel - what an arm boots
 * @arm: index of the plan's arm
 * @of: the only mapping that it is for, "4K"; NULL: all that the arm has no
 *	other kernel for
 * @kernel: its image; a copy once kernels_keep() has made one
 * @code: what of the copy lies in a guest's memory
 * @is_known: its configuration is
 * @slowed_by: what its configuration or functions say that makes its boots
 *	longer (kernel/pace.h), or NULL
 * @era: what holds for it, where its symbols are needed
 * @map: its symbols, empty when no workload needs them
 * @fit: of a user's image: that they are its symbols
 * @map_path: the map for the plugin, in the session's folder
 */
struct session_kernel {
	int arm;
	const char *of;
	struct kernel kernel;
	char *code;
	bool is_known;
	const char *slowed_by;
	struct era era;
	struct sysmap map;
	struct fit fit;
	char *map_path;
};

/**
 * struct session_image - what is booted for an arm
 * @arm: its name
 * @only_4k: for mapping 4K alone, where another one is for the others
 * @image: path of a bzImage
 * @symbols: path of its symbols, or NULL for those beside it
 * @manifest: of a run that kept image and symbols together; NULL for an image
 *	of the user's, whose symbols must be shown to fit
 */
struct session_image {
	char *arm;
	bool only_4k;
	char *image;
	char *symbols;
	json_t *manifest;
};

/**
 * struct session_kernels - the kernels of all arms
 * @list: @count of them: one of each arm in the order of the arms, then those
 *	for mapping 4K of arms that have another one for it
 * @arm_count: how many arms there are
 * @images: what is booted for some arms; not owned
 * @image_count: how many
 * @symbols: kernels/symbols.ini
 * @mapped: some workload needs the maps
 * @lined: some workload tells where functions stand in the source
 * @cache_fd: of cache_hold(), until kernels_keep() has copied them; or 0
 */
struct session_kernels {
	struct session_kernel *list;
	int count;
	int arm_count;
	const struct session_image *images;
	int image_count;
	struct symbols *symbols;
	bool mapped;
	bool lined;
	int cache_fd;
};

/**
 * kernels_open - find the kernel of each arm, and its symbols
 * @symbols: System.map or vmlinux of an arm that is a bzImage, or NULL
 * @images: what is booted for some arms, instead of what they mean here
 * @image_count: how many
 *
 * Return: 0 or -errno; freed by kernels_close() in both cases.
 */
int kernels_open(struct session_kernels *kernels, const struct plan *plan,
		 const struct catalog *catalog, const char *symbols,
		 const struct session_image *images, int image_count,
		 struct error *err);

/** kernels_of - what an arm boots with a mapping */
const struct session_kernel *kernels_of(const struct session_kernels *kernels,
					int arm, enum mapping mapping);

/** kernels_second - the arm's kernel for 4K alone, or NULL */
const struct session_kernel *
kernels_second(const struct session_kernels *kernels, int arm);

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
