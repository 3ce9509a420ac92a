/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_EXPECTED_H
#define NUMABOOT_EXPECTED_H

/*
 * What a kernel will have that is not built yet: by its fragments or a user's
 * own .config and, of a tree, by the options of its Kconfig.  Nothing is built or extracted for it.
 */

#include "kernel/catalog.h"
#include "kernel/facts.h"
#include "kernel/options.h"
#include "lib/error.h"

/**
 * expected_variant - of a variant that is not in the cache
 * @facts: its configuration; released by facts_release() in any case
 *
 * Return: 0 or -errno.
 */
int expected_variant(struct facts *facts, const struct catalog *catalog,
		     const struct variant *variant, struct error *err);

/**
 * expected_config - of a user's own .config
 * @facts: as of expected_variant(); its release is that of the file's head
 *
 * Return: as userconfig_read().
 */
int expected_config(struct facts *facts, const char *path, struct error *err);

/**
 * expected_tree - of a kernel tree of the user's own, with a series
 * @options: what its Kconfig has not; released by options_release() in any
 *	case
 * @tree: its folder
 * @series: any place of patches, or NULL; options that they bring count
 *
 * Return: 0, -EINVAL for what is no kernel tree or lacks what every boot needs,
 * or -errno.
 */
int expected_tree(struct facts *facts, struct options *options,
		  const struct catalog *catalog, const struct needs *needs,
		  const char *tree, const char *series, struct error *err);

#endif
