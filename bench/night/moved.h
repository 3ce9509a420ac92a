/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_NIGHT_MOVED_H
#define NUMABOOT_NIGHT_MOVED_H

/*
 * The series that a change of the history moved, each with what this change
 * alone made of it, the most telling first: those that a report begins with,
 * then by how much they moved.
 */

#include "night/past.h"

/**
 * struct moved_series - one of them
 * @from: before the change
 * @to: behind it
 */
struct moved_series {
	const struct past_series *series;
	const char *from;
	const char *to;
};

/**
 * struct moved - all of them
 * @list: @count of them
 */
struct moved {
	struct moved_series *list;
	size_t count;
};

/** moved_make - find them; free() the list */
void moved_make(struct moved *moved, const struct past *past,
		const struct past_change *change);

/** moved_number - a number with commas, words as they are; the caller frees */
char *moved_number(const char *value);

/** moved_difference - "+1,234 (+0.5 %)", "" of words; the caller frees */
char *moved_difference(const char *from, const char *to);

/** moved_word - "better", "worse" or "differs" */
const char *moved_word(const struct moved_series *moved);

#endif
