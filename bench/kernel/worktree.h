/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_WORKTREE_H
#define NUMABOOT_WORKTREE_H

/*
 * A kernel tree of the user's, as it lies: a git checkout or not, built in or
 * not, theirs to read or not.  It is only read: not even git's index of it is
 * refreshed.
 */

#include <stdbool.h>
#include <stdint.h>

#include "lib/argv.h"
#include "lib/error.h"
#include "lib/process.h"

/**
 * worktree_check - is this a Linux tree for x86?
 * @tree: a folder
 *
 * Return: 0, or -EINVAL with what it is instead.
 */
int worktree_check(const char *tree, struct error *err);

/** worktree_has_git - it is the top of a git checkout */
bool worktree_has_git(const char *tree);

/** worktree_is_built - a kernel was configured or built where it lies */
bool worktree_is_built(const char *tree);

/**
 * worktree_git - begin a command line of git on a tree
 * @argv: gets the words up to git's command
 * @index: file that git uses as its index, or NULL: the tree's own
 */
void worktree_git(struct argv *argv, const char *tree, const char *index);

/**
 * worktree_run - run a program that reads a tree
 * @tree: for the sentence
 *
 * Return: 0, the program's exit code with its own first words as the sentence,
 * or -errno.
 */
int worktree_run(const struct argv *argv, const struct process_setup *setup,
		 uint64_t timeout_ns, const char *tree, struct error *err);

/**
 * worktree_list - the files that git would see: all but those it ignores
 * @list: file that gets their names, each ended by NUL
 *
 * What is removed and not committed yet is left out.
 *
 * Return: 0, or -EINVAL.
 */
int worktree_list(const char *tree, int list, struct error *err);

/**
 * struct worktree_words - the parts of TREE[@REVISION][:SERIES]
 * @tree: a folder that is there
 * @revision: as git calls it, or NULL
 * @series: file or folder, or NULL
 */
struct worktree_words {
	char *tree;
	char *revision;
	char *series;
};

/**
 * worktree_split - take TREE[@REVISION][:SERIES] apart
 *
 * A path may hold an `@` or a `:`, too: the longest part that is a folder
 * counts, and a revision ends at the first `:`.
 *
 * Return: whether a folder is named; freed by worktree_words_release() in
 * both cases.
 */
bool worktree_split(const char *spec, struct worktree_words *words);

/** worktree_words_release - free */
void worktree_words_release(struct worktree_words *words);

/** worktree_named - does a text name a folder so? */
bool worktree_named(const char *spec);

#endif
