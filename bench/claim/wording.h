/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_WORDING_H
#define NUMABOOT_WORDING_H

/*
 * The words of a report.txt, however its lines are broken: whether what a
 * claim cites stands there, and what stands there in its place.  Two texts are
 * alike when they differ in numbers only.  Braces of the cited text are marks
 * and no part of it.
 */

#include <stdbool.h>
#include <stddef.h>

#include "lib/error.h"

/**
 * struct wording - a text by words
 * @words: @count of them, NULL-terminated, one allocation
 */
struct wording {
	char **words;
	size_t count;
};

/** wording_read - the words of a file; Return: 0 or -errno */
int wording_read(struct wording *wording, const char *path,
		 struct error *err);

/** wording_take - the words of a text */
void wording_take(struct wording *wording, const char *text);

/** wording_has - do the words of @line stand there, one behind the other? */
bool wording_has(const struct wording *wording, const char *line);

/**
 * wording_nearest - what is alike there, and has most words in common
 *
 * Return: its words, which the caller frees, or NULL.
 */
char *wording_nearest(const struct wording *wording, const char *line);

/**
 * wording_renew - what stands in a newer report where @line stood in @old
 * @old: has @line; of what is alike there it is the Nth
 * @now: has as many that are alike
 * @renewed: the Nth of them, with the marks of @line; the caller frees
 *
 * Return: 0, -ENOENT when @old lacks it, or -EINVAL when they are not as many
 * or marks would have to move; with the sentence.
 */
int wording_renew(const struct wording *old, const struct wording *now,
		  const char *line, char **renewed, struct error *err);

/**
 * wording_fill - the numbers that stand for each `#` of a line
 * @filled: the words of the one place that is alike, with the marks of @line;
 *	the caller frees
 *
 * Return: 0, or -EINVAL when there is no such place or several.
 */
int wording_fill(const struct wording *report, const char *line,
		 char **filled, struct error *err);

/** wording_release - free; a zeroed one is fine */
void wording_release(struct wording *wording);

#endif
