/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_WRAP_H
#define NUMABOOT_WRAP_H

/*
 * Words in lines of a given width.  A word is never cut, so a line that is one
 * word may be longer.
 */

#include <stdio.h>

/**
 * wrap_print - print words in lines
 * @columns: the longest line
 * @first: blanks before the first line
 * @hang: blanks before all others
 * @joint: what a line ends with that goes on: "" or " \\"
 */
void wrap_print(FILE *out, int columns, int first, int hang,
		const char *joint, const char *text);

/** wrap_format - the same of a format, with nothing at the ends of lines */
void wrap_format(FILE *out, int columns, int first, int hang,
		 const char *format, ...)
	__attribute__((format(printf, 5, 6)));

#endif
