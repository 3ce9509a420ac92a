/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_KERNEL_CHECK_H
#define NUMABOOT_KERNEL_CHECK_H

/*
 * What a kernel is and what can be asked of it, as `numaboot kernel check`
 * tells it.  Nothing is built or booted for it, and what nothing tells is said
 * to be not known.
 */

#include <jansson.h>

#include "kernel/catalog.h"
#include "lib/error.h"

/**
 * kernel_check - look at one kernel
 * @spec: as of kernel_find()
 * @symbols: of an image, or NULL
 * @asked: words separated by blanks, NULL: everything
 *
 * Return: name, kind ("image", "kept", "variant" or "tree"), release, banner,
 * compression, kaslr, era, configuration, deadline_s (of one boot) and
 * slowed_by, options_unknown, options_older, and answers: an array of question,
 * answer, why; or NULL with the sentence set.
 */
json_t *kernel_check(const struct catalog *catalog, const char *spec,
		     const char *symbols, const char *asked,
		     struct error *err);

#endif
