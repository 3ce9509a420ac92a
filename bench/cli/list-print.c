// SPDX-License-Identifier: GPL-2.0-only
#include "cli/list.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/memstream.h"

static void write_value(FILE *out, const json_t *value)
{
	const json_t *part;
	size_t index;

	if (json_is_string(value))
		fputs(json_string_value(value), out);
	else if (json_is_number(value))
		fprintf(out, "%g", json_number_value(value));
	json_array_foreach(value, index, part) {
		fputs(index ? " " : "", out);
		write_value(out, part);
	}
}

/* What people read of a value; the caller frees. */
static char *text_of(const json_t *entry, const char *key)
{
	char *text = NULL;
	size_t size;
	FILE *out = memstream_open(&text, &size);

	write_value(out, json_object_get(entry, key));
	memstream_close(out);
	return text;
}

static int width_of(const json_t *list, const char *key)
{
	const json_t *entry;
	size_t width = 0, index;

	json_array_foreach(list, index, entry) {
		char *text = text_of(entry, key);

		if (strlen(text) > width)
			width = strlen(text);
		free(text);
	}
	return (int)width;
}

static void print_entry(const json_t *entry, const char *const *columns,
			const int *widths)
{
	for (int i = 0; columns[i]; i++) {
		char *text = text_of(entry, columns[i]);

		/* Nothing follows the last column. */
		if (columns[i + 1])
			printf("%-*s  ", widths[i], text);
		else
			puts(text);
		free(text);
	}
}

static void print_table(const json_t *list, const char *const *columns)
{
	int widths[8] = { 0 };
	const json_t *entry;
	size_t index;

	for (int i = 0; columns[i]; i++)
		widths[i] = width_of(list, columns[i]);
	json_array_foreach(list, index, entry)
		print_entry(entry, columns, widths);
}

void list_print(const json_t *list, const char *const *columns, bool as_json)
{
	if (!as_json) {
		print_table(list, columns);
		return;
	}
	json_dumpf(list, stdout, JSON_INDENT(2));
	putchar('\n');
}
