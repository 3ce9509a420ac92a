/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_LETTER_H
#define NUMABOOT_LETTER_H

/*
 * A text that somebody sent: a file, a mail or a mailbox, as lines.  Mails are
 * decoded by git mailinfo.  A line knows how deep it is quoted, and where it
 * stands in the file that was given.
 */

#include <stddef.h>

#include "lib/error.h"

/* No report comes near; a mail may have more attached. */
#define LETTER_MAX_BYTES (16ULL << 20)

/**
 * struct letter_line - one line, without its end
 * @text: without the marks of quoting and what ends a line, not without blanks
 *	in front
 * @depth: how often it is quoted
 * @mail: from 0; one file that is no mail is one
 * @line: in the file, from 1; 0 where it stands there in another form
 */
struct letter_line {
	const char *text;
	int depth;
	int mail;
	int line;
};

/**
 * struct letter - all lines of a file
 * @lines: @count of them
 * @mails: how many mails there were, 0 for a file that is none
 * @texts: what the lines point into, @text_count of them
 *
 * Free with letter_release().
 */
struct letter {
	struct letter_line *lines;
	size_t count;
	int mails;
	char **texts;
	int text_count;
};

/**
 * letter_read - read a file, decode mails, take quoting off
 * @path: of at most LETTER_MAX_BYTES
 *
 * Return: 0; -EINVAL for what is empty or no text; or -errno;
 * letter_release() in all cases.
 */
int letter_read(struct letter *letter, const char *path, struct error *err);

/**
 * letter_make_printable - `?` for all that is no ASCII, or is for a terminal
 *
 * Lines of a letter are so.
 */
void letter_make_printable(char *text);

/** letter_release - free; a zeroed one is fine */
void letter_release(struct letter *letter);

#endif
