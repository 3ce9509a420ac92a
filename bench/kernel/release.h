/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_RELEASE_H
#define NUMABOOT_RELEASE_H

/*
 * Versions of kernels and tools, compared by their numbers.  What is behind
 * the numbers ("-rc4", "-25-amd64") does not count, and a number that is not
 * there is 0.
 */

#include <stdbool.h>

/** release_is_valid - does a text begin with a version, "7" or "3.12.0-rc4"? */
bool release_is_valid(const char *text);

/** release_compare - Return: below 0, 0, above 0, as @a is older, same, newer */
int release_compare(const char *a, const char *b);

/**
 * release_of_makefile - what the Makefile of a kernel tree says
 * @text: of the file
 *
 * VERSION.PATCHLEVEL.SUBLEVEL of its lines; an empty SUBLEVEL is 0.
 *
 * Return: "3.12.0", or NULL for one without them; the caller frees.
 */
char *release_of_makefile(const char *text);

/** release_of_tree - release_of_makefile() of a folder's Makefile */
char *release_of_tree(const char *folder);

#endif
