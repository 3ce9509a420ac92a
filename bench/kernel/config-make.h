/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_CONFIG_MAKE_H
#define NUMABOOT_CONFIG_MAKE_H

/*
 * A tree's configuration.  Everything that is not asked for is off.  An option
 * that kconfig drops is an error, so that no kernel lacks what it was built
 * for.
 */

#include "kernel/kbuild.h"
#include "kernel/needs.h"
#include "kernel/options.h"
#include "kernel/tree.h"
#include "lib/error.h"

/**
 * struct config_request - what a kernel is to be configured like
 * @text: fragments, one after the other; a later line wins
 * @needs: their older forms, and what every boot needs
 */
struct config_request {
	const char *text;
	const struct needs *needs;
};

/**
 * config_make - give a tree its configuration
 * @tree: an open tree with the variant's content
 * @tools: what the kernel is made with
 * @options: what of the request fits the tree; released by options_release()
 *	in any case
 * @log: file that the output of make is appended to
 *
 * What `make tinyconfig` starts from, with the request's options merged in as
 * far as the tree has them, everything else off, then checked: an option that
 * kconfig did not keep is an error that names it.  The tree's .config is
 * written only when it differs, so that nothing is compiled again for it.
 *
 * Return: 0 or -errno.
 */
int config_make(const struct tree *tree, const struct kbuild_tools *tools,
		const struct config_request *request, struct options *options,
		const char *log, struct error *err);

#endif
