/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_CLAIM_BOOT_H
#define NUMABOOT_CLAIM_BOOT_H

/*
 * A claim's plan booted again, in a folder of its own.  An image is only taken
 * for the claim's when it has the claim's hash.
 */

#include "claim/check.h"
#include "cli/verify.h"

/**
 * claim_boot - boot what a claim is about
 * @cell: NULL for all
 * @run: folder of a run whose images may be booted, or NULL: the cache's
 * @options: depth VERIFY_BOOT or VERIFY_SOURCE
 * @folder: of the new run; the caller frees
 *
 * Return: 0, or -errno with what is missing.
 */
int claim_boot(const struct claim *claim, const char *cell, const char *run,
	       const struct verify_options *options, char **folder,
	       struct error *err);

/**
 * claim_differs - what a new run has that the claim's had not
 * @whole: all cells were booted
 * @differs: one sentence, or NULL: images, QEMU, compiler and values are the
 *	same; the caller frees
 *
 * Return: 0 or -errno.
 */
int claim_differs(const struct claim *claim, const char *folder, bool whole,
		  char **differs, struct error *err);

#endif
