// SPDX-License-Identifier: GPL-2.0-only
#include "night/table.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/csv.h"
#include "lib/file.h"

#define MAX_COLUMNS 64

static size_t count_lines(const char *text)
{
	size_t lines = 0;

	for (; *text; text++)
		lines += *text == '\n';
	return lines;
}

/* Where the wanted columns are. */
static int find_columns(size_t *places, const char *const *columns,
			char **header, size_t count, const char *path,
			struct error *err)
{
	for (size_t i = 0; columns[i]; i++) {
		size_t at = 0;

		while (at < count && strcmp(header[at], columns[i]))
			at++;
		if (at == count)
			return error_set(err, EINVAL,
					 "%s:1: found no column `%s`", path,
					 columns[i]);
		places[i] = at;
	}
	return 0;
}

static int read_row(char *line, char **fields, size_t *count, const char *path,
		    size_t number, struct error *err)
{
	if (csv_split(line, fields, MAX_COLUMNS, count) ||
	    *count > MAX_COLUMNS)
		return error_set(err, EINVAL,
				 "%s:%zu: found a row that is no CSV", path,
				 number);
	return 0;
}

static int read_rows(struct table *table, const char *path,
		     const char *const *columns, struct error *err)
{
	size_t places[MAX_COLUMNS], width, wanted = 0, number = 1, count;
	char *fields[MAX_COLUMNS], *line = table->text, *next;
	int ret;

	while (columns[wanted])
		wanted++;
	next = line + strcspn(line, "\n");
	if (*next)
		*next++ = '\0';
	ret = read_row(line, fields, &width, path, number, err);
	if (ret == 0)
		ret = find_columns(places, columns, fields, width, path, err);
	table->rows = xcalloc(count_lines(next) + 1, sizeof(*table->rows));
	table->fields = xcalloc((count_lines(next) + 1) * wanted,
				sizeof(*table->fields));
	while (ret == 0 && *next) {
		const char **row = table->fields + table->count * wanted;

		line = next;
		next += strcspn(next, "\n");
		if (*next)
			*next++ = '\0';
		ret = read_row(line, fields, &count, path, ++number, err);
		if (ret == 0 && count != width)
			ret = error_set(err, EINVAL,
					"%s:%zu: found %zu fields, expected %zu",
					path, number, count, width);
		for (size_t i = 0; i < wanted && ret == 0; i++)
			row[i] = fields[places[i]];
		table->rows[table->count++] = row;
	}
	return ret;
}

int table_read(struct table *table, const char *folder, const char *name,
	       const char *const *columns, struct error *err)
{
	char *path = xasprintf("%s/%s", folder, name);
	int ret;

	*table = (struct table){ 0 };
	ret = file_read(path, &table->text, NULL, err);
	if (ret == 0)
		ret = read_rows(table, path, columns, err);
	free(path);
	return ret;
}

void table_release(struct table *table)
{
	free(table->rows);
	free(table->fields);
	free(table->text);
	*table = (struct table){ 0 };
}
