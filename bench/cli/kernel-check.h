/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_KERNEL_CHECK_H
#define NUMABOOT_KERNEL_CHECK_H

/*
 * What a kernel is and what can be asked of it, as `numaboot kernel check`
 * tells it.  Nothing is built or booted for it here (cli/probe-boot.h does), and what nothing tells is said
 * to be not known.
 */

#include <jansson.h>
#include <stdbool.h>

#include "kernel/catalog.h"
#include "lib/error.h"

/**
 * struct check_wish - how a kernel is looked at
 * @symbols: of an image, or NULL
 * @asked: words separated by blanks, NULL: everything
 * @is_config: what is named is a .config, of which no kernel is built yet
 */
struct check_wish {
	const char *symbols;
	const char *asked;
	bool is_config;
};

/**
 * kernel_check - look at one kernel
 * @spec: as of kernel_find(), or a .config
 *
 * Return: name, kind ("image", "kept", "variant", "tree" or "configuration"), release, banner,
 * compression, kaslr, era, configuration, deadline_s (of one boot) and
 * slowed_by, options_unknown, options_older, and answers: an array of question,
 * answer, why; or NULL with the sentence set.
 */
json_t *kernel_check(const struct catalog *catalog, const char *spec,
		     const struct check_wish *wish, struct error *err);

#endif
