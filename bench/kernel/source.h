/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_SOURCE_H
#define NUMABOOT_SOURCE_H

/*
 * Kernel source with a hash: as one archive, be it a package's tarball or a
 * snapshot of a tree, or as a commit.  What is built later is what was hashed
 * here, also when the user goes on editing the tree.
 */

#include <stdbool.h>

#include "kernel/catalog.h"
#include "lib/digest.h"
#include "lib/error.h"

/**
 * struct source - kernel source with a known hash
 * @label: package name, or the path of the user's tree
 * @version: package version, or what `git describe` says
 * @release: of the kernel, "3.12.0" (of a tree: its Makefile's), NULL: none
 * @archive: tar file to extract; NULL for a tree that is known by its hash
 *	until source_fetch(), and for a commit
 * @commit: full name of the commit of @label, or NULL
 * @subject: first line of its message, or NULL
 * @repository: where its objects are, or NULL
 * @sha256: of the archive's bytes; of a commit, of its content's name, so that
 *	commits with the same files are the same source
 * @built: of a tree that was built where it lies: what of that is in the
 *	archive must go
 * @fd: of a snapshot, which has no name; 0 for a package
 */
struct source {
	char *label;
	char *version;
	char *release;
	char *archive;
	char *commit;
	char *subject;
	char *repository;
	char sha256[DIGEST_HEX_SIZE];
	bool built;
	int fd;
};

/**
 * source_open - find or make the archive of a base
 * @base: base->source is set; a second call returns at once
 * @scratch: the cache's folder, for a snapshot of a tree
 *
 * Of a tree its revision, or else the tree as it stands now; in a git
 * checkout what git ignores is left out.  What has not changed since it was
 * hashed is not read again.
 *
 * Return: 0 or -errno.
 */
int source_open(struct base *base, const char *scratch, struct error *err);

/**
 * source_fetch - have the archive, too
 * @scratch: as of source_open()
 *
 * Return: 0, -EBUSY when the tree is not what was hashed any more, or -errno.
 */
int source_fetch(const struct base *base, const char *scratch,
		 struct error *err);

/** source_close - free, and remove a snapshot; NULL is fine */
void source_close(struct source *source);

#endif
