/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_CATALOG_H
#define NUMABOOT_CATALOG_H

#include "lib/error.h"

/**
 * struct base - a packaged kernel source
 * @name: "linux-6.1"
 * @package: Debian package that ships it
 * @tarball: where that package puts it
 * @made_for: package version that the patches were made for
 */
struct base {
	char *name;
	char *package;
	char *tarball;
	char *made_for;
};

/**
 * struct variant - a recipe: source + patches + configuration
 * @name: how plans and people call it
 * @base: index into the catalog's bases, or -1 when @tree is set
 * @tree: a kernel tree of the user's own, or NULL
 * @patches: folders of patches or mailboxes, applied in order;
 *	NULL-terminated
 * @config: fragment names, merged in order; NULL-terminated
 */
struct variant {
	char *name;
	int base;
	char *tree;
	char **patches;
	char **config;
};

/**
 * struct catalog - kernels/variants.ini
 * @folder: the folder that its paths are relative to
 * @tree_config: fragments for a tree of the user's own
 */
struct catalog {
	char *folder;
	struct base *bases;
	int base_count;
	struct variant *variants;
	int variant_count;
	char **tree_config;
};

/**
 * catalog_load - read and check a variants.ini
 * @path: the file
 *
 * Return: 0 or -errno; what was read is freed by catalog_release() in
 * both cases.
 */
int catalog_load(struct catalog *catalog, const char *path,
		 struct error *err);

/** catalog_find - the variant of that name, or NULL */
const struct variant *catalog_find(const struct catalog *catalog,
				   const char *name);

/** catalog_release - free what catalog_load() made */
void catalog_release(struct catalog *catalog);

#endif
