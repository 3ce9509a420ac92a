/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_NEAR_H
#define NUMABOOT_NEAR_H

/*
 * Names that somebody may have meant.  A sentence about an unknown name offers
 * those that are few edits away, or that hold it.
 */

#include <stddef.h>

#include "lib/error.h"

#define NEAR_NAMES 3

/**
 * struct near - the nearest names so far, the nearest first
 * @wanted: what was written
 * @names: @count of them; they live as long as what near_offer() got
 * @distances: of each
 */
struct near {
	const char *wanted;
	const char *names[NEAR_NAMES];
	size_t distances[NEAR_NAMES];
	size_t count;
};

/** near_offer - a name that could be meant, by no empty word; first of equals */
void near_offer(struct near *near, const char *name);

/** near_text - "a, b or c", "" when none is near; the caller frees */
char *near_text(const struct near *near);

/** near_question - ": did you mean a or b?", the nearest only; the caller frees */
char *near_question(const struct near *near);

/** near_set - error_set() of a sentence that ends in near_question() */
int near_set(struct error *err, int code, const struct near *near,
	     const char *format, ...) __attribute__((format(printf, 4, 5)));

#endif
