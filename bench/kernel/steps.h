/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_STEPS_H
#define NUMABOOT_STEPS_H

/*
 * How far a build is.  A step is what make prints of one, "  CC mm/slab.o".
 * How many there are is known from the log of a like build: what was made
 * last has a place in it, also in a build that makes a few of them only.
 */

#include <stddef.h>
#include <stdint.h>

#include "lib/error.h"

/**
 * struct steps - of a build that ended
 * @text: its log
 * @list: its lines that are steps, by name; @count of them
 */
struct steps {
	char *text;
	struct step *list;
	int count;
};

/**
 * struct steps_seen - of a build that goes on
 * @made: steps so far
 * @place: of the last of them in the like build, where it was made first; 0 when
 *	there is none
 */
struct steps_seen {
	int made;
	int place;
};

/** steps_read - the steps in a log; none of one that cannot be read */
void steps_read(struct steps *steps, const char *log);

/** steps_release - free what steps_read() made */
void steps_release(struct steps *steps);

/**
 * steps_see - how far a log is
 * @known: of a like build; may have none
 * @text: the log from where the build began
 */
struct steps_seen steps_see(const struct steps *known, const char *text);

/**
 * steps_tell - say it in a few words
 *
 * The seconds left are those that were taken, times what is left of the list,
 * by what is done of it.
 *
 * Return: "step 700 of 1400, 35 s, about 35 s left"; the caller frees.
 */
char *steps_tell(const struct steps *known, struct steps_seen seen,
		 uint64_t taken_s);

#endif
