/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_DIFF_H
#define NUMABOOT_DIFF_H

/*
 * What one boot executes and another does not.  Changes are B - A.  Every
 * instruction of the difference is told once, in a line of its own or in the
 * sum of the rest: all lines add up to the difference of the totals.
 */

#include <stdio.h>

#include "merged.h"

/**
 * diff_print - what one boot executes and the other does not, as text
 * @titles: what the two are
 * @machine: the machine that ran both
 *
 * Changes before the first interrupt are exact and stand apart from those after
 * it: ticks fall elsewhere in a boot that is longer or shorter, and a little of
 * everything with them.  All of it adds up to the difference of the totals.
 */
void diff_print(const struct merged *merged, const char *const *titles,
		const char *machine, FILE *file);

/** diff_print_all - every function of either, tab separated */
void diff_print_all(const struct merged *merged, FILE *file);

#endif
