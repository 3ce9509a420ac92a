/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_INPUTS_H
#define NUMABOOT_INPUTS_H

/*
 * What two reports were made with, side by side.  Hashes of what boots decide
 * whether values must be the same; a commit or a package that made the same
 * bytes is only told.
 */

#include "claim/footer.h"

/**
 * enum input_kind - what a difference means
 * @INPUT_TOLD: values must be the same nevertheless
 * @INPUT_DIFFERS: another image or tool: they may differ
 * @INPUT_CONTRADICTS: one of the report's own lines must be wrong
 */
enum input_kind {
	INPUT_TOLD,
	INPUT_DIFFERS,
	INPUT_CONTRADICTS,
};

/**
 * struct input - one difference
 * @what: "image of unpatched-6.1"
 * @found: in the given report
 * @made: here
 * @line: in the file that was given, 0 where it is not there as it is
 */
struct input {
	enum input_kind kind;
	char *what;
	char *found;
	char *made;
	int line;
};

/**
 * struct inputs - all of them
 * @list: @count of them
 */
struct inputs {
	struct input *list;
	int count;
};

/** inputs_compare - find them; inputs_release() them */
void inputs_compare(struct inputs *inputs, const struct footer *given,
		    const struct footer *made);

/**
 * inputs_compare_tables - tables whose hashes differ, as contradictions
 * @inputs: appended to
 * @verified: set to how many are the same
 *
 * Of equal inputs only.
 */
void inputs_compare_tables(struct inputs *inputs, const struct footer *given,
			   const struct footer *made, int *verified);

/** inputs_worst - the worst kind; INPUT_TOLD without any */
enum input_kind inputs_worst(const struct inputs *inputs);

/** inputs_find - the difference of that name, or NULL */
const struct input *inputs_find(const struct inputs *inputs, const char *what);

/** inputs_release - free; a zeroed one is fine */
void inputs_release(struct inputs *inputs);

#endif
