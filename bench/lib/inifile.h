/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_INIFILE_H
#define NUMABOOT_INIFILE_H

/*
 * INI files entry by entry, each with its file and line, so that any reader
 * can say where it stands what it refuses.  What a section or key means is the
 * reader's own; nothing is defaulted or ignored here.
 */

#include "lib/error.h"

/* A longer line is refused. */
#define INIFILE_LINE_MAX 198

/**
 * struct inifile_entry - one `key = value` of an INI file
 * @path: the file, as the user named it
 * @line: its line, from 1
 * @section: the section it stands in, "" before the first
 * @key: left of the equals sign, trimmed
 * @value: right of it, trimmed, inline comment (" ;…") removed
 *
 * All strings live until the handler returns.
 */
struct inifile_entry {
	const char *path;
	int line;
	const char *section;
	const char *key;
	const char *value;
};

/*
 * What takes an entry: returns 0, or -errno with @err set (see
 * inifile_reject()); the first failure ends the reading.
 */
typedef int (*inifile_handler)(void *context,
			       const struct inifile_entry *entry,
			       struct error *err);

/**
 * inifile_read - hand every entry of an INI file to @handle
 * @path: the file
 * @context: passed through to @handle
 * @err: the sentence
 *
 * Format and parser: libinih.
 *
 * Return: 0, -errno of the open, -EINVAL for a line that is no entry, or
 * what @handle returned.
 */
int inifile_read(const char *path, inifile_handler handle, void *context,
		 struct error *err);

/**
 * inifile_read_text - the same of a text in memory
 * @name: what sentences call it
 * @text: not empty
 */
int inifile_read_text(const char *name, const char *text,
		      inifile_handler handle, void *context,
		      struct error *err);

/**
 * inifile_reject - say what is wrong with an entry
 * @err: becomes "file:line: found `key = value`, expected …"
 * @expected: printf format of what was expected
 *
 * Return: -EINVAL.
 */
int inifile_reject(struct error *err, const struct inifile_entry *entry,
		   const char *expected, ...)
	__attribute__((format(printf, 3, 4)));

#endif
