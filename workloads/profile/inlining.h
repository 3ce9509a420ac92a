/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_INLINING_H
#define NUMABOOT_INLINING_H

/*
 * Why a function has a line in a diff though no call changed: compilers
 * inline and clone, and do it otherwise in another build.  It says what the
 * symbols of both builds show, and nothing where both have the function.
 */

#include <stdio.h>

#include "merged.h"

/**
 * inlining_print - what the symbols of two builds say of a function's change
 *
 * A function that only one kernel has is said to be so.  Where a caller of it
 * changed the other way, it was inlined there; where the other kernel has
 * another clone of it, it is named so there.  Nothing is printed of a function
 * that both have.
 */
void inlining_print(const struct merged *merged, uint32_t function,
		    FILE *file);

#endif
