/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_USERCONFIG_H
#define NUMABOOT_USERCONFIG_H

/*
 * A user's own .config.  All of it stays but for what a question needs and what
 * cannot be built here, and each line that became another one is told.
 */

#include "kernel/needs.h"
#include "lib/argv.h"
#include "lib/error.h"

/**
 * userconfig_read - a .config for x86-64
 * @text: its text; the caller frees
 *
 * Return: 0, -EINVAL for what is no .config, or one of another architecture,
 * or -errno.
 */
int userconfig_read(const char *path, char **text, struct error *err);

/**
 * userconfig_needed - the lines that the questions need and it has not
 * @asked: @count of them
 *
 * Return: lines of a .config, "" for none; the caller frees.
 */
char *userconfig_needed(const char *config, const struct needs *needs,
			const struct question *asked, size_t count);

/**
 * userconfig_adapt - the lines without which it cannot be built here
 * @config: as the user has it
 * @tree: folder of the sources
 * @told: a reason for each is added
 *
 * DEBUG_INFO_BTF without pahole; keys, firmware and an initramfs that are files
 * outside of the tree.
 *
 * Return: lines of a .config, "" for none; the caller frees.
 */
char *userconfig_adapt(const char *config, const char *tree,
		       struct argv *told);

/** userconfig_add_digest - hash what userconfig_adapt() goes by */
void userconfig_add_digest(SHA2_CTX *digest);

/**
 * userconfig_changes - what of it became something else
 * @before: as the user has it
 * @needed: lines that were added
 * @after: the finished .config
 * @told: a line for each option is added; what compilers and kconfig say of
 *	themselves is left out
 */
void userconfig_changes(const char *before, const char *needed,
			const char *after, struct argv *told);

#endif
