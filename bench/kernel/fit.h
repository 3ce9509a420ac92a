/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_FIT_H
#define NUMABOOT_FIT_H

/*
 * Do symbols fit the image that is to be booted?  A map of another build has
 * the same names at other places, and every count would be given to the wrong
 * function.  So it is proved from the image itself, or refused.
 */

#include "kernel/sysmap.h"

/**
 * struct fit - what was found
 * @banner: the image's "Linux version …"
 * @moved_bytes: what was subtracted from each address: the symbols were taken
 *	from a kernel that KASLR had moved
 */
struct fit {
	char *banner;
	uint64_t moved_bytes;
};

/**
 * fit_check - hold symbols against an image
 * @map: its addresses become those of the image, when KASLR moved them
 * @symbols: the file that @map is from, for the sentence
 *
 * Proof is the build id of a vmlinux, else every function of the image's own
 * table (CONFIG_KALLSYMS) being in the map under its name and address.  An
 * image that has neither, or cannot be inflated, is refused.
 *
 * Return: 0, -errno of the file, or -EINVAL with one sentence; released by
 * fit_release() in any case.
 */
int fit_check(struct fit *fit, const char *image, struct sysmap *map,
	      const char *symbols, struct error *err);

/** fit_release - free */
void fit_release(struct fit *fit);

#endif
