/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_KCONFIG_H
#define NUMABOOT_KCONFIG_H

/*
 * Which options a kernel tree has: by the lines `config NAME` and `menuconfig
 * NAME` of all its files Kconfig*.  Whether one can be switched on is kconfig's
 * own business.
 */

#include <stdbool.h>
#include <stddef.h>

#include "lib/error.h"

/** struct kconfig - names of options, sorted, @count of them */
struct kconfig {
	char **names;
	size_t count;
};

/**
 * kconfig_read - the options of a tree
 * @tree: its folder
 *
 * Other architectures than x86 are left out, as are kconfig's own tests; no
 * link is followed.
 *
 * Return: 0, also without any, or -errno; released by kconfig_release() in any
 * case.
 */
int kconfig_read(struct kconfig *kconfig, const char *tree,
		 struct error *err);

/**
 * kconfig_add_lines - the options of a text, such as a patch
 * @prefix: what stands before each line, "+" or ""
 *
 * To be followed by kconfig_sort().
 */
void kconfig_add_lines(struct kconfig *kconfig, const char *text,
		       const char *prefix);

/** kconfig_sort - make kconfig_has() work */
void kconfig_sort(struct kconfig *kconfig);

/** kconfig_has - does the tree have the option, without CONFIG_? */
bool kconfig_has(const struct kconfig *kconfig, const char *option);

/** kconfig_release - free */
void kconfig_release(struct kconfig *kconfig);

#endif
