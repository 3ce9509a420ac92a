/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_FOLD_H
#define NUMABOOT_FOLD_H

/*
 * Text for a terminal: lines that are wider than it go on below, indented, and
 * break at blanks.  A file or a pipe gets lines as they are.
 */

#include <stddef.h>
#include <stdio.h>

/** fold_width - columns of the terminal that @out is, 0 when it is none */
int fold_width(FILE *out);

/**
 * fold_print - print text in so many columns
 * @width: 0 or less than 20: as it is
 *
 * What goes on stands two columns further in than its line began.  A word
 * that is wider than the line stays whole.  A byte is a column, but for those
 * that go on with a character of UTF-8.
 */
void fold_print(FILE *out, const char *text, int width);

/**
 * struct fold - text that waits for the width of where it goes
 * @stream: it is written here
 */
struct fold {
	FILE *stream;
	char *text;
	size_t size;
};

/** fold_begin - a stream for text that fold_end() prints; never fails */
FILE *fold_begin(struct fold *fold);

/** fold_end - print what was written, in as many columns as @out has */
void fold_end(struct fold *fold, FILE *out);

#endif
