/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_TSVFILE_H
#define NUMABOOT_TSVFILE_H

/*
 * Tab-separated records, as the plugin writes them: a first line with format
 * and version, then one record a line, its kind in front.  The whole file is
 * checked: a kind that is not known or has other fields than it should is
 * refused with its line.
 */

#include <stddef.h>

#include "lib/error.h"

#define TSVFILE_FIELDS 9

/**
 * struct tsvfile - a file of tab-separated records while it is read
 * @path: its name
 * @line: the line that @fields come from, from 1
 * @fields: of that line; they live until the next one
 * @field_count: how many
 * @err: where a sentence goes
 */
struct tsvfile {
	const char *path;
	unsigned int line;
	char *fields[TSVFILE_FIELDS];
	size_t field_count;
	struct error *err;
};

/**
 * struct tsvfile_record - a kind of line
 * @kind: its first field
 * @field_count: its fields, @kind among them
 * @form: all of them, for the sentence
 * @take: gets the reader's context; returns 0 or -errno with @err set
 */
struct tsvfile_record {
	const char *kind;
	size_t field_count;
	const char *form;
	int (*take)(void *context);
};

/**
 * struct tsvfile_format - what such a file consists of
 * @name: first field of the first line; the second one is version 1
 * @records: kinds of all further lines, ends with a NULL kind
 * @kinds: what they are, for the sentence
 */
struct tsvfile_format {
	const char *name;
	const struct tsvfile_record *records;
	const char *kinds;
};

/**
 * tsvfile_read - hand each record to the function of its kind
 * @file: overwritten; @context holds it, so that the functions see it
 * @context: passed through to them
 *
 * Return: 0, -errno of the file, or -EINVAL with "file:line: found …,
 * expected …".
 */
int tsvfile_read(struct tsvfile *file, const char *path,
		 const struct tsvfile_format *format, void *context,
		 struct error *err);

/** tsvfile_reject - say what is wrong with the line; Return: -EINVAL */
int tsvfile_reject(struct tsvfile *file, const char *expected);

#endif
