/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_JSONFILE_H
#define NUMABOOT_JSONFILE_H

/*
 * Whole files of JSON: written as file_write() does, so that none is ever
 * partial, and read with file and line of what is wrong.  Text is indented by
 * 2 and keys keep their order: the same value gives the same bytes.
 */

#include <jansson.h>

#include "lib/error.h"

/**
 * jsonfile_write - replace a file by a JSON value, as file_write() does
 * @value: NULL when it could not be made, which is refused
 *
 * Return: 0, -EILSEQ when a string in it is no UTF-8, or -errno.
 */
int jsonfile_write(const char *path, const json_t *value, struct error *err);

/**
 * jsonfile_read - read a file of JSON in a folder
 *
 * A key stands once in its object.
 *
 * Return: the value, or NULL with "file:line: …" in @err.
 */
json_t *jsonfile_read(const char *folder, const char *name,
		      struct error *err);

/** jsonfile_text - a string of an object, "" when it has none of that key */
const char *jsonfile_text(const json_t *object, const char *key);

/**
 * jsonfile_numbers - a list of numbers
 * @numbers: @count of them, or NULL
 *
 * Return: [first, …], or null for NULL; the caller owns it.
 */
json_t *jsonfile_numbers(const int *numbers, unsigned int count);

#endif
