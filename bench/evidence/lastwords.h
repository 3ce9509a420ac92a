/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_LASTWORDS_H
#define NUMABOOT_LASTWORDS_H

/*
 * What a kernel says when it dies, found in its console.  A death is final: no
 * kernel goes on after it.  A fault is not: the kernel may go on, and what
 * came of it must be seen elsewhere.  The command line that a kernel repeats is
 * never taken for either.
 */

#include <stdbool.h>
#include <stddef.h>

#include "evidence/console.h"

/* The longest text of lastwords_tell(): two lines and what joins them. */
#define LASTWORDS_BYTES 768

/**
 * lastwords_died - does a line of it say that the kernel stops here
 * @console: a console, or a part of one that begins with a whole line
 *
 * Only lines that begin with such words count: what quotes them goes on.
 */
bool lastwords_died(const struct console *console);

/**
 * lastwords_tell - the sentence that it died with
 * @console: of a guest that has ended, or never will
 * @text: filled: the kernel's sentence, and in parentheses the line before it
 *	that says most of the reason, if one does
 *
 * A panic counts wherever it stands in a line, and also when the console was
 * cut off in it.
 *
 * Return: whether there is one; else @text is "".
 */
bool lastwords_tell(const struct console *console,
		    char text[LASTWORDS_BYTES]);

/**
 * lastwords_fault - the first fault, which a kernel may survive
 *
 * Return: "BUG: unable to handle …", an Oops or the like; NULL without one.
 */
const char *lastwords_fault(const struct console *console);

/**
 * lastwords_warned - how often it warned, when it did so over and over
 * @text: filled with the sentence of the commonest warning
 *
 * Return: how often that one came; 0 when none came more than ten times.
 */
size_t lastwords_warned(const struct console *console,
			char text[LASTWORDS_BYTES]);

#endif
