/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_RECIPE_H
#define NUMABOOT_RECIPE_H

/*
 * What goes into a kernel, and its key: the hash of source, patches,
 * configuration, tools and era.  Whatever can change a kernel's bytes is part
 * of it.
 */

#include "kernel/catalog.h"
#include "kernel/era.h"
#include "kernel/kbuild.h"
#include "kernel/needs.h"
#include "kernel/options.h"
#include "kernel/patches.h"
#include "lib/digest.h"
#include "lib/error.h"

/**
 * struct recipe - everything that goes into one kernel
 * @cache_fd: of cache_hold()
 * @tools: what it is made with
 * @era: what its age needs
 * @needs: what options are for, and their older forms
 * @options: what was asked of its tree; empty before it is built
 * @user_config: the user's own .config, or NULL
 * @config: fragments, or what is needed beside @user_config
 * @key: SHA-256 over all of it
 */
struct recipe {
	const struct variant *variant;
	char *cache;
	int cache_fd;
	struct patches patches;
	struct kbuild_tools tools;
	struct era era;
	struct needs needs;
	struct options options;
	char *user_config;
	char *config;
	char config_sha256[DIGEST_HEX_SIZE];
	char *compiler;
	char key[DIGEST_HEX_SIZE];
};

/**
 * recipe_locate - gather what goes into a kernel and find its place in the cache
 * @recipe: its variant is set; also to be released after a failure
 * @folder: where the finished kernel is or would be; the caller frees
 *
 * Return: 0 or -errno.
 */
int recipe_locate(struct recipe *recipe, const struct catalog *catalog,
		  char **folder, struct error *err);

/** recipe_release - free it, and let the cache go */
void recipe_release(struct recipe *recipe);

#endif
