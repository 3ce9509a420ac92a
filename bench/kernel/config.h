/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_CONFIG_H
#define NUMABOOT_CONFIG_H

/*
 * What a .config and its fragments say, as text: which option is set how, and
 * whether all that was asked for is there.
 */

#include <jansson.h>

#include "lib/error.h"

/**
 * config_check - did every option that is asked for survive?
 * @text: what is asked for; a later line wins
 * @config: the finished .config
 *
 * Return: 0, or -EINVAL with all that did not, and what became of each.
 */
int config_check(const char *text, const char *config, struct error *err);

/**
 * config_read_fragments - fragments, one after the other, without their notes
 * @folder: it has config/NAME.config
 * @names: NULL-terminated
 * @text: the caller frees, also after a failure
 *
 * Return: 0 or -errno.
 */
int config_read_fragments(const char *folder, char *const *names, char **text,
			  struct error *err);

/**
 * config_without_notes - a fragment without the lines that begin with `#:`
 *
 * They are for kernel/needs.h: no kernel is another one for them.
 *
 * Return: the text; the caller frees.
 */
char *config_without_notes(const char *fragment);

/**
 * config_option - the option that a line sets
 * @line: `CONFIG_X=…` or `# CONFIG_X is not set`
 *
 * Return: "X", which the caller frees, or NULL for any other line.
 */
char *config_option(const char *line);

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
