/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_NAMING_H
#define NUMABOOT_NAMING_H

/*
 * What a kernel's name means on this host.  NAME-6.12 is a variant of the base
 * linux-6.12, and NAME alone is the one of the newest base whose package's
 * source is here, or of the one that the user wants.  Whoever measures it
 * records the whole name.
 */

#include "kernel/catalog.h"

/**
 * naming_find - the variant that a name means
 * @name: of a variant, or that without its base: "series@3"
 * @found: set on success; belongs to the catalog
 *
 * Return: 0, -ESRCH when no variant is called so, or -ENOENT with the
 * sentence when some are and the source of none is here.
 */
int naming_find(const struct catalog *catalog, const char *name,
		const struct variant **found, struct error *err);

/**
 * naming_want - let names without a base mean variants of this one
 * @base: "linux-6.1", as kernels/variants.ini calls it
 *
 * Return: 0 or -EINVAL.
 */
int naming_want(struct catalog *catalog, const char *base, struct error *err);

/** naming_knows - some variant is called so, whether or not it can be built */
bool naming_knows(const struct catalog *catalog, const char *name);

/** naming_question - near_question() of the names there are; the caller frees */
char *naming_question(const struct catalog *catalog, const char *name);

/**
 * naming_short - a variant's name without its base
 *
 * Return: text, which the caller frees; NULL when its name has no base.
 */
char *naming_short(const struct variant *variant);

#endif
