/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_NIGHT_LOG_H
#define NUMABOOT_NIGHT_LOG_H

/*
 * A history as text: what its pages say, for a terminal and for grep.  Nothing
 * but the history is read.
 */

#include <stdbool.h>
#include <stdio.h>

#include "night/past.h"

/**
 * log_print - a line for each night and change, the newest first
 * @open: only changes that were told and not accepted
 */
void log_print(FILE *out, const struct past *past, bool open);

/**
 * log_show - one change, one night, or all series that a word is part of
 * @word: an ID, the time of a night or its beginning, or a part of
 *	"PLAN ARM CELL METRIC[ITEM] @NODE"
 *
 * Return: 0, or -ENOENT.
 */
int log_show(FILE *out, const struct past *past, const char *word,
	     struct error *err);

/**
 * log_diff - what is not the same on two nights
 * @from: time of a night or its beginning, as @to
 *
 * Return: 0, or -ENOENT.
 */
int log_diff(FILE *out, const struct past *past, const char *from,
	     const char *to, struct error *err);

#endif
