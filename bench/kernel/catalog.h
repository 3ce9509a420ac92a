/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_CATALOG_H
#define NUMABOOT_CATALOG_H

/*
 * kernels/variants.ini: which kernels have a name, and of what each is made.
 * A catalog is complete and checked once loaded: every base and family that is
 * named exists.  Reading it builds nothing and looks at no source.
 */

#include <stdbool.h>

#include "lib/error.h"

struct source;

/**
 * struct base - a kernel source: of a package, or a tree of the user's own
 * @name: "linux-6.1"
 * @package: Debian package that ships it, or NULL
 * @tarball: where that package puts it, or NULL
 * @tree: folder of a kernel tree, or NULL
 * @revision: commit of the git checkout @tree; NULL: the tree as it stands
 * @made_for: version that the patches were made for; NULL: not said
 * @source: what source_open() found, NULL before that
 */
struct base {
	char *name;
	char *package;
	char *tarball;
	char *tree;
	char *revision;
	char *made_for;
	struct source *source;
};

/**
 * struct variant - a recipe: source + patches + configuration
 * @name: how plans and people call it
 * @base: its source; belongs to the catalog
 * @patches: places of patches (place.h), applied in order;
 *	NULL-terminated, or NULL
 * @config: fragment names, merged in order; NULL-terminated
 * @toolchain: words of make that choose its tools (toolchain.h); NULL: this
 *	host's own
 * @generated: by a family, not written out
 * @pages_4k: the kernel is for a direct map of 4 KiB pages, which is another
 *	one before `debug_pagealloc=` existed (kernels/eras/)
 */
struct variant {
	char *name;
	struct base *base;
	char **patches;
	char **config;
	char *toolchain;
	bool generated;
	bool pages_4k;
};

/**
 * struct family - a rule that makes variants of another one
 * @name: its variants are called NAME@…
 * @of: the variant that they are made of
 * @patches: folder of which each patch makes a variant, applied to @of;
 *	NULL: the prefixes of @of's last folder of patches, NAME@0 to NAME@N
 */
struct family {
	char *name;
	char *of;
	char *patches;
};

/**
 * struct catalog - kernels/variants.ini
 * @folder: the folder that its paths are relative to
 * @tree_config: fragments for a tree of the user's own
 * @wanted: what names without a base mean (kernel/naming.h); NULL: the newest
 */
struct catalog {
	char *folder;
	struct base **bases;
	int base_count;
	struct variant *variants;
	int variant_count;
	struct family *families;
	int family_count;
	char **tree_config;
	const struct base *wanted;
};

/**
 * catalog_load - read and check a variants.ini
 * @path: the file
 *
 * The variants of families are there, too, behind those written out.
 *
 * Return: 0 or -errno; what was read is freed by catalog_release() in
 * both cases.
 */
int catalog_load(struct catalog *catalog, const char *path,
		 struct error *err);

/** catalog_find - the variant of that whole name (kernel/naming.h), or NULL */
const struct variant *catalog_find(const struct catalog *catalog,
				   const char *name);

/** catalog_path - where a path of the file leads; the caller frees */
char *catalog_path(const struct catalog *catalog, const char *path);

/** catalog_add - a new variant with nothing but its name */
struct variant *catalog_add(struct catalog *catalog, const char *name);

/** base_is_here - its tarball or tree is on this host */
bool base_is_here(const struct base *base);

/** base_release - free what a base holds */
void base_release(struct base *base);

/** catalog_release - free what catalog_load() made */
void catalog_release(struct catalog *catalog);

#endif
