/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_GUEST_WORDS_H
#define NUMABOOT_GUEST_WORDS_H

/*
 * Init's task words where the kernel does not hand them over: before 3.15 it
 * takes what stands behind "--" for parameters of its own, and one of a name
 * is all that is left of them.  /proc/cmdline has them whole.  Only the init
 * for such kernels (build/init-cmdline) has this code.
 */

#include "lib/error.h"

/**
 * words_take - make init's arguments what a newer kernel would have made them
 * @path: /proc/cmdline
 * @argv: as the kernel gave it; afterwards the unknown parameters without a
 *	value, then the words behind "--"
 * @environment: as the kernel gave it; the words behind "--" are taken out
 *
 * A word is what the kernel takes for one: blanks in quotes are part of it.
 * What is allocated stays.
 *
 * Return: 0, -EINVAL for a word of init's in front of "--", or -errno.
 */
int words_take(const char *path, char ***argv, char **environment,
	       struct error *err);

#endif
