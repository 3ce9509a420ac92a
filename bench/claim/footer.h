/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_FOOTER_H
#define NUMABOOT_FOOTER_H

/*
 * The block `Made with` at the end of a report (docs/report.md): what was run,
 * on what, with which hashes.  Everything in it is somebody else's: it is data
 * that is compared and written to files, and never the name of something to be
 * run or read.
 */

#include <stdbool.h>
#include <stddef.h>

#include "lib/digest.h"
#include "lib/error.h"

/* The line that the block begins with. */
#define FOOTER_SIGN "Made with"

/* What stands in place of what is not known. */
#define FOOTER_UNKNOWN "unknown"

/**
 * struct footer_entry - a line `key: value` and the indented lines behind it
 * @value: behind the key, "" for none
 * @lines: the indented ones without their blanks in front, @count of them
 * @open: a text whose last line has no end
 * @line: in the file that was given; 0 where it is not there as it is
 */
struct footer_entry {
	char *key;
	char *value;
	char **lines;
	int count;
	bool open;
	int line;
};

/**
 * struct footer - a block
 * @entries: @count of them, in order
 *
 * Zeroed, it has none.  Free with footer_release().
 */
struct footer {
	struct footer_entry *entries;
	int count;
};

/**
 * footer_add_line - take the next line of a block
 * @text: without the marks of quoting
 * @line: its number in the file
 *
 * Return: whether it can be a part of the block.
 */
bool footer_add_line(struct footer *footer, const char *text, int line);

/** footer_end - join lines and take escapes back; once, at the end */
void footer_end(struct footer *footer);

/**
 * footer_next - the entries of a key
 * @before: the one before, NULL for the first
 *
 * Return: the entry, or NULL.
 */
const struct footer_entry *footer_next(const struct footer *footer,
				       const char *key,
				       const struct footer_entry *before);

/** footer_value - of the first entry of a key, NULL without one */
const char *footer_value(const struct footer *footer, const char *key);

/** footer_named - the entry of a key whose value's first word is @name */
const struct footer_entry *footer_named(const struct footer *footer,
					const char *key, const char *name);

/** footer_part - the value of an indented `key: value`, NULL without one */
const char *footer_part(const struct footer_entry *entry, const char *key);

/** footer_name - the first word of an entry's value; the caller frees */
char *footer_name(const struct footer_entry *entry);

/** footer_text - the indented lines as a file; the caller frees */
char *footer_text(const struct footer_entry *entry);

/**
 * footer_hash - the hash of a file
 * @key: "table" or "input"
 *
 * Return: 64 digits, or NULL when it is not there or not whole.
 */
const char *footer_hash(const struct footer *footer, const char *key,
			const char *name);

/**
 * footer_check - is it whole, and does it agree with itself?
 *
 * Return: 0, or -EINVAL with what is missing or contradicts itself.
 */
int footer_check(const struct footer *footer, struct error *err);

/** footer_is_hash - 64 hex digits */
bool footer_is_hash(const char *text);

/** footer_release - free; a zeroed one is fine */
void footer_release(struct footer *footer);

#endif
