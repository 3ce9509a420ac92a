/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_TREE_H
#define NUMABOOT_TREE_H

/*
 * Where kernels are compiled: one extracted tree for all variants of a source,
 * and one for all commits of a repository (kernel/checkout.h).  What a tree holds
 * is whole or thrown away, and one process at a time has it.
 */

#include <stdint.h>

#include "kernel/patches.h"
#include "kernel/source.h"
#include "kernel/steps.h"
#include "lib/error.h"

/**
 * struct tree - one extracted source with its object files, in the cache
 * @folder: holds everything below
 * @source: the kernel source; built in place
 * @lock_fd: held by flock() from tree_open() to tree_close()
 * @known: steps of a like build, for who tells how far one is; NULL: none
 * @sha256: of what tree_switch() made of it: of the archive's hash, and for
 *	each file that differs from it, sorted, of name, mode and SHA-256
 *
 * All variants of one source are built in one tree, one after the other:
 * only files whose content differs between two variants are written, so
 * that make compiles just what depends on them.
 *
 * The file `ready` stands in @folder only while nothing is being changed.
 * A tree without it was interrupted; it is thrown away, since a partly
 * written object file may look up to date.
 */
struct tree {
	char *folder;
	char *source;
	int lock_fd;
	const struct steps *known;
	char sha256[DIGEST_HEX_SIZE];
};

/**
 * tree_open - lock a source's tree, and give it the source that it lacks
 * @cache: the cache's folder
 * @deadline_ns: CLOCK_MONOTONIC, for the lock
 *
 * Return: 0, -ETIMEDOUT, -EINTR or -errno.
 */
int tree_open(struct tree *tree, const char *cache,
	      const struct source *source, uint64_t deadline_ns,
	      struct error *err);

/**
 * tree_switch - give the tree the content of a variant
 * @base: what the tree was extracted from
 *
 * The patches are applied to copies first; when one does not apply, or has to
 * do with a symbolic link, the tree is as before.  Otherwise contents and
 * executable bits are those of the patched copies, whatever variant was there
 * before, and it is not `ready` until tree_ready(), so that a build can
 * follow.
 *
 * Return: 0 or -errno.
 */
int tree_switch(struct tree *tree, const struct base *base,
		const struct patches *patches, struct error *err);

/** tree_ready - the tree is consistent again; Return: 0 or -errno */
int tree_ready(struct tree *tree, struct error *err);

/**
 * tree_sweep - remove what was left by builds that were killed
 * @cache: the cache's folder; nobody else waits for a tree in it
 *
 * Trees that are not `ready` go, but for those that a surviving compiler
 * still holds.
 */
void tree_sweep(const char *cache);

/** tree_close - unlock and free */
void tree_close(struct tree *tree);

#endif
