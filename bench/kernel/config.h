/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_CONFIG_H
#define NUMABOOT_CONFIG_H

/*
 * A kernel's configuration from fragments.  Everything that no fragment asks
 * for is off.  An option that kconfig drops is an error, so that no kernel
 * lacks what it was built for.
 */

#include <jansson.h>

#include "kernel/kbuild.h"
#include "kernel/tree.h"
#include "lib/error.h"

/**
 * config_make - give a tree its configuration
 * @tree: an open tree with the variant's content
 * @tools: what the kernel is made with
 * @text: the fragments, one after the other; a later line wins
 * @log: file that the output of make is appended to
 *
 * What `make tinyconfig` starts from, with @text merged in, everything else
 * off, then checked: an option that kconfig did not keep is an error that
 * names it.  The tree's .config is written only when it differs, so that
 * nothing is compiled again for it.
 *
 * Return: 0 or -errno.
 */
int config_make(const struct tree *tree, const struct kbuild_tools *tools,
		const char *text, const char *log, struct error *err);

/**
 * config_check - did every option of the fragments survive?
 * @text: the fragments
 * @config: the finished .config
 *
 * Return: 0, or -EINVAL with the option and what became of it.
 */
int config_check(const char *text, const char *config, struct error *err);

/**
 * config_without_notes - a fragment without the lines that begin with `#:`
 *
 * They are for kernel/needs.h: no kernel is another one for them.
 *
 * Return: the text; the caller frees.
 */
char *config_without_notes(const char *fragment);

/**
 * config_value - how an option is set
 * @config: a .config
 * @option: its name, without CONFIG_
 *
 * Return: what stands behind `=` in its last line, "n" for `is not set`, NULL
 * where nothing is said of it; the caller frees.
 */
char *config_value(const char *config, const char *option);

/**
 * config_options - how the options are set that a reader of numbers asks for
 * @config: a finished .config
 *
 * Return: an object of names without CONFIG_ and values: "y", "m", "n" (also
 * for what this kernel does not have), or the text behind `=`.
 */
json_t *config_options(const char *config);

#endif
