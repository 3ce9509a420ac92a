/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_BOOTING_H
#define NUMABOOT_BOOTING_H

/*
 * How a kernel must be booted for its age (kernels/eras/): for which pages of
 * the direct map it was built, where init finds its words, and parameters of
 * ours that it does not have.  All of it stands in the kernel's manifest, so
 * that a kept one is booted alike.  Of today's kernels nothing stands there.
 */

#include <jansson.h>
#include <stdbool.h>

#include "kernel/kernel.h"
#include "lib/error.h"

/**
 * enum kernel_pages - the pages of the direct map that a kernel can make
 * @KERNEL_PAGES_ANY: of any size, as its command line and the CPU say; or it
 *	is not known
 * @KERNEL_PAGES_4K: of 4 KiB always: built with CONFIG_DEBUG_PAGEALLOC
 * @KERNEL_PAGES_LARGE: never of 4 KiB: built without
 */
enum kernel_pages {
	KERNEL_PAGES_ANY,
	KERNEL_PAGES_4K,
	KERNEL_PAGES_LARGE,
};

/**
 * booting_describe - put into a manifest what its kernel's age asks for
 * @kernel: found; its release is that of its image
 *
 * `pages` is "4K" or "large", `words` is "cmdline", `absent` has parameters.
 * Each only where it is so.  What was found of the pages before stays.
 *
 * Return: 0 or -errno.
 */
int booting_describe(struct kernel *kernel, struct error *err);

/** booting_pages - what stands in a manifest */
enum kernel_pages booting_pages(const json_t *manifest);

/** booting_words_from_cmdline - init must read /proc/cmdline for its words */
bool booting_words_from_cmdline(const json_t *manifest);

/** booting_has - does this kernel have a parameter "name[=…]" of ours? */
bool booting_has(const json_t *manifest, const char *parameter);

#endif
