/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_TOLD_H
#define NUMABOOT_TOLD_H

/*
 * What is told on stderr while a kernel is built, or taken from the cache: a
 * line each, and nothing where all is as asked.
 */

#include <jansson.h>
#include <stdint.h>

#include "kernel/recipe.h"

/** told_options - how what was asked for stands in a kernel of another age */
void told_options(const char *name, const json_t *manifest);

/** told_changes - what became of a user's configuration, in at most ten lines */
void told_changes(const char *name, const json_t *manifest);

/** told_configured - both, before a kernel is compiled */
void told_configured(const struct recipe *recipe);

/** told_built - how long it took, and whether the compiler warned */
void told_built(const struct recipe *recipe, const char *log,
		uint64_t build_ns);

/** told_left_out - a .config that lies in a tree and is no part of its source */
void told_left_out(const struct recipe *recipe);

/** told_series - mails that are left out, also when the kernel is there */
void told_series(const struct recipe *recipe);

#endif
