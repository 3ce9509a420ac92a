/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_NAMED_FILE_H
#define NUMABOOT_NAMED_FILE_H

/*
 * Plans, topologies and parameters of CPUs are named by a word, for a file of
 * ours, or by a path: a word with a slash or a dot, unless a file of ours is
 * called so.
 */

#include <stdbool.h>

#include "lib/error.h"

/**
 * named_file - the path of what a user means
 * @folder: of ours, from the root of the project
 * @suffix: of files in it
 *
 * Return: a string that the caller frees; the file need not exist.
 */
char *named_file(const char *name, const char *folder, const char *suffix);

/**
 * named_check - the file that named_file() gave is there
 * @path: what it gave for @name
 * @what: "plan": what the sentence calls it
 * @listed: "`numaboot list plans`": where all names are
 *
 * Return: 0; -ENOENT with a sentence that has the nearest names.
 */
int named_check(const char *name, const char *path, const char *folder,
		const char *suffix, const char *what, const char *listed,
		struct error *err);

/** named_is_ours - whether a path is that of a file of ours in @folder */
bool named_is_ours(const char *path, const char *folder, const char *suffix);

/**
 * named_word - what named_file() takes for this file, wherever it is read
 *
 * Return: the name of a file of ours, ./NAME@suffix of any other, which is
 * expected where the word is read; the caller frees.
 */
char *named_word(const char *path, const char *folder, const char *suffix);

#endif
