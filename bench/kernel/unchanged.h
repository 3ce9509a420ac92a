/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_UNCHANGED_H
#define NUMABOOT_UNCHANGED_H

/*
 * Whether files are as they were when they were hashed, by what stat() says of
 * each, as git's index does it.  Size, inode, both times: a program may set
 * one of the times and not the other.  What changed within 2 s of the look is
 * never believed, since a time may be that coarse.
 */

#include <stdbool.h>
#include <time.h>

#include "lib/digest.h"
#include "lib/error.h"

/**
 * struct unchanged - files that are looked at
 * @looked: when that began
 * @newest: the last change of any
 */
struct unchanged {
	SHA2_CTX digest;
	struct timespec looked;
	struct timespec newest;
};

/** unchanged_open - begin; @what: what the hash is of, besides the files */
void unchanged_open(struct unchanged *look, const char *what);

/** unchanged_add - one file, or that it is not there */
void unchanged_add(struct unchanged *look, const char *path);

/** unchanged_add_tree - a folder with all that is in it, but for .git */
int unchanged_add_tree(struct unchanged *look, const char *folder,
		       struct error *err);

/** unchanged_close - the look as one hash: equal ones saw the same */
void unchanged_close(struct unchanged *look, char hex[DIGEST_HEX_SIZE]);

/**
 * unchanged_recall - the hash of what was looked at, if it is known
 * @cache: the cache's folder
 * @look: of unchanged_close()
 */
bool unchanged_recall(const char *cache, const char *look,
		      char sha256[DIGEST_HEX_SIZE]);

/** unchanged_remember - the next look that is the same is of this hash */
void unchanged_remember(const char *cache, const struct unchanged *look,
			const char *hex, const char *sha256);

#endif
