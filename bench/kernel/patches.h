/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_PATCHES_H
#define NUMABOOT_PATCHES_H

/*
 * Patches in the order in which they apply, from folders, files and mailboxes.
 * They apply without fuzz or not at all.  Their hash is that of the contents:
 * a renamed file is the same patch.
 */

#include "lib/digest.h"
#include "lib/error.h"

/**
 * struct patches - patch files in the order in which they apply
 * @files: paths of `git format-patch` files or mailboxes
 * @count: number of files
 * @touched: paths in the kernel tree that they name, sorted, each once
 * @touched_count: number of those
 * @sha256: of their contents, in order
 */
struct patches {
	char **files;
	int count;
	char **touched;
	int touched_count;
	char sha256[DIGEST_HEX_SIZE];
};

/**
 * patches_read - collect the patches of folders and mailboxes
 * @places: NULL-terminated; a folder stands for its *.patch files sorted
 *	by name, a file for itself; NULL for no patches at all
 *
 * A file without a diff, such as a cover letter, is passed over.
 *
 * Return: 0 or -errno.
 */
int patches_read(struct patches *patches, char *const *places,
		 struct error *err);

/**
 * patches_apply - apply them to a tree
 * @directory: the tree, or as much of it as @touched names
 * @version: what the tree is, for the sentence
 * @made_for: what the patches were made for, or NULL
 *
 * By patch(1) without fuzz.  A hunk that does not apply is named by patch,
 * file and line.
 *
 * Return: 0 or -errno.
 */
int patches_apply(const struct patches *patches, const char *directory,
		  const char *version, const char *made_for,
		  struct error *err);

/** patches_release - free what patches_read() made */
void patches_release(struct patches *patches);

#endif
