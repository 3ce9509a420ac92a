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
 */
void worktree_git(struct argv *argv, const char *tree);

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
 * worktree_split - where TREE ends in TREE[:SERIES]
 *
 * A path may hold a `:`, too: the longest part that is a folder counts.
 *
 * Return: the length of TREE, 0 when no folder is named.
 */
size_t worktree_split(const char *spec);

#endif
