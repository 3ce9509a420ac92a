/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_SNAPSHOT_H
#define NUMABOOT_SNAPSHOT_H

/*
 * A kernel tree as one tar file.  Everything that tar records and that is no
 * content is fixed, so that the same tree gives the same bytes.  The file has
 * no name: nothing is left of it, however this process ends.
 */

#include "lib/error.h"

/**
 * snapshot_tree - a tree as it stands
 * @list: names of its files, each ended by NUL, or 0 for all of them but
 *	those of version control, and what a build left
 * @scratch: folder for the file
 * @archive: its path, for this process and its children; the caller frees
 *
 * Return: a descriptor to close, or -errno.
 */
int snapshot_tree(const char *tree, int list, const char *scratch,
		  char **archive, struct error *err);

#endif
