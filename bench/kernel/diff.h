/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_DIFF_H
#define NUMABOOT_DIFF_H

/*
 * Diffs as git apply reads them: which files one names, with how many leading
 * parts that are no names, and what it makes of a folder of files.  Without
 * fuzz, and never outside the folder.
 */

#include <stdbool.h>

#include "kernel/git.h"
#include "lib/error.h"

/**
 * struct names - paths in a tree
 * @names: sorted by names_sort(), each once
 */
struct names {
	char **names;
	int count;
};

/** names_add - add a copy of @name */
void names_add(struct names *names, const char *name);

/** names_sort - by bytes, each once */
void names_sort(struct names *names);

/** names_have - is it there, in any order? */
bool names_have(const struct names *names, const char *name);

/** names_release - free them */
void names_release(struct names *names);

/** diff_next_line - behind the next newline, or the text's end */
const char *diff_next_line(const char *line);

/**
 * diff_is_plain - contents of files of mode 100644 only, names a/X and b/X?
 */
bool diff_is_plain(const char *text);

/** diff_is_hinted - does a line begin as one of a diff does? */
bool diff_is_hinted(const char *text);

/**
 * diff_check - is there a diff that git apply can read?
 * @before: the words before it
 *
 * Return: 1, 0, or -EINVAL for one that is damaged or lacks a part.
 */
int diff_check(const struct text *diff, const char *before, struct error *err);

/**
 * diff_names - the files that it names
 * @strip: leading parts that are no names, as git apply -p; or -1: found out
 *	by the prefixes and by what is there, and set
 * @exists: is that path in the tree, a file or a folder?
 * @names: old and new names are added
 *
 * A name that leads out of the tree is refused.
 *
 * Return: 0 or -errno.
 */
int diff_names(const struct text *diff, int *strip,
	       bool (*exists)(const void *context, const char *name),
	       const void *context, struct names *names, struct error *err);

/**
 * diff_apply - apply it to the files of a folder, all of it or nothing
 * @version: what the files are, for the sentence
 * @made_for: what the diff was made for, or NULL
 *
 * Return: 0 or -errno.
 */
int diff_apply(const struct text *diff, int strip, const char *folder,
	       const char *version, const char *made_for, struct error *err);

#endif
