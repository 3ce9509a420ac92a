/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_SOURCE_H
#define NUMABOOT_SOURCE_H

#include <stdbool.h>

#include "kernel/catalog.h"
#include "lib/digest.h"
#include "lib/error.h"

/**
 * struct source - kernel source as one archive with a known hash
 * @label: package name, or the path of the user's tree
 * @version: package version, or what `git describe` says
 * @made_for: package version that the patches were made for; NULL for a
 *	tree of the user's
 * @archive: tar file to extract
 * @sha256: of the archive's bytes
 * @snapshot: @archive was made by us and goes with source_release()
 */
struct source {
	char *label;
	char *version;
	char *made_for;
	char *archive;
	char sha256[DIGEST_HEX_SIZE];
	bool snapshot;
};

/** source_of_base - a packaged source; Return: 0 or -errno */
int source_of_base(struct source *source, const struct base *base,
		   struct error *err);

/**
 * source_of_tree - a tree of the user's own, as it stands now
 * @tree: the folder; in a git checkout what git ignores is left out
 * @scratch: folder for the snapshot
 *
 * Return: 0 or -errno.
 */
int source_of_tree(struct source *source, const char *tree,
		   const char *scratch, struct error *err);

/** source_release - free, and remove a snapshot */
void source_release(struct source *source);

#endif
