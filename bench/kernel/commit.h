/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_COMMIT_H
#define NUMABOOT_COMMIT_H

/*
 * What a git repository of the user's has at a revision.  It is only read, and
 * its checkout is not looked at: what it was before, it is afterwards.
 */

#include "lib/argv.h"
#include "lib/error.h"

/**
 * commit_find - which commit a revision means
 * @tree: a folder of the repository's checkout
 * @revision: as gitrevisions(7)
 * @commit: its full name; the caller frees
 *
 * Return: 0, or -EINVAL with the sentence.
 */
int commit_find(const char *tree, const char *revision, char **commit,
		struct error *err);

/**
 * commit_content - the name of a commit's files: those that have the same are equal
 * @content: of git's tree object; the caller frees
 *
 * Return: as commit_find().
 */
int commit_content(const char *tree, const char *commit, char **content,
		   struct error *err);

/** commit_subject - the first line of its message; likewise */
int commit_subject(const char *tree, const char *commit, char **subject,
		   struct error *err);

/**
 * commit_range - from one commit to a later one, by first parents
 * @from: is a first parent, or a first parent's first parent and so on, of @to
 * @commits: full names, the oldest, which is @from, first; freed by
 *	argv_release() in any case
 *
 * Return: 0, or -EINVAL with the sentence: no commit, no way by first parents,
 * or none in between.
 */
int commit_range(const char *tree, const char *from, const char *to,
		 struct argv *commits, struct error *err);

/**
 * commit_revert - write a patch that takes a commit back
 * @path: of the file, replaced when it exists
 *
 * Return: as commit_find(), or -errno of the file.
 */
int commit_revert(const char *tree, const char *commit, const char *path,
		  struct error *err);

/**
 * commit_repository - where a checkout's objects are: one for all its worktrees
 * @folder: absolute; the caller frees
 *
 * Return: as commit_find().
 */
int commit_repository(const char *tree, char **folder, struct error *err);

/**
 * commit_write - make a folder's files those of a commit
 * @folder: gets them; what else lies in it stays
 * @index: file beside it, by which only what differs is written the next time
 *
 * Files that an earlier commit had and this one has not are removed, and
 * those that were changed are as in the commit again.
 *
 * Return: 0, -EINVAL with git's own words, or -errno.
 */
int commit_write(const char *tree, const char *commit, const char *folder,
		 const char *index, struct error *err);

#endif
