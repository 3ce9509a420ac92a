/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_CHECKOUT_H
#define NUMABOOT_CHECKOUT_H

/*
 * The tree of a repository, which goes from commit to commit: only files that
 * differ are written, so that make compiles what a commit changed.  It is a work
 * tree with an index of its own; the user's checkout and repository are only read.
 */

#include "kernel/tree.h"

/**
 * checkout_make - give a tree the files of a commit
 * @tree: locked; ready, or with an empty @tree->source
 * @source: with its commit
 *
 * What a variant of another commit patched is as the commit has it.
 *
 * Return: 0, or as commit_write(); the tree is ready after success only.
 */
int checkout_make(struct tree *tree, const struct source *source,
		  struct error *err);

#endif
