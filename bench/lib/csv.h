/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_CSV_H
#define NUMABOOT_CSV_H

/*
 * Fields of CSV by RFC 4180, written and read.  A field is quoted only where it
 * must be, so that the same values give the same bytes.
 */

#include <stddef.h>
#include <stdio.h>

/** csv_field - write one field, quoted where RFC 4180 (section 2) asks */
void csv_field(FILE *out, const char *text);

/**
 * csv_split - cut a line into its fields, in place
 * @line: without its end; becomes the text of the fields
 * @fields: room for @max of them
 * @count: how many there are; those behind @max are counted and not kept
 *
 * A field with a line's end in it is not read.
 *
 * Return: 0, or -EINVAL for a quote that is where none may be or not closed.
 */
int csv_split(char *line, char **fields, size_t max, size_t *count);

#endif
