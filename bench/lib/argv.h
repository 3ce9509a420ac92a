/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_ARGV_H
#define NUMABOOT_ARGV_H

/*
 * Command lines as arrays of words.  There is no shell between us and a
 * program, so that no word is ever split or expanded.  The words end with NULL
 * after every addition.
 */

#include <stddef.h>

/**
 * struct argv - a command line under construction
 * @words: NULL-terminated, owned by the struct
 * @count: words without the terminator
 *
 * Start from a zeroed struct; free with argv_release().
 */
struct argv {
	char **words;
	size_t count;
};

/** argv_add - append one formatted word */
void argv_add(struct argv *argv, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/** argv_release - free every word */
void argv_release(struct argv *argv);

/**
 * argv_list - the words as they are, with @between between them
 *
 * Return: a string that the caller frees.
 */
char *argv_list(const struct argv *argv, const char *between);

/**
 * argv_join - the words in one line, separated by blanks
 *
 * Return: a string that the caller frees; words with characters that a
 * shell would touch are single-quoted, so that the line can be pasted.
 */
char *argv_join(const struct argv *argv);

#endif
