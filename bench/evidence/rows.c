// SPDX-License-Identifier: GPL-2.0-only
#include "evidence/rows.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/parse.h"

#define COLUMNS 32

/* One line, cut at its commas. */
struct fields {
	char *line;
	char *list[COLUMNS];
	size_t count;
};

struct row {
	const struct fields *names;
	const struct fields *values;
	const char *program;
	int number;
};

struct reading {
	const char *program;
	int (*handle)(void *context, const struct row *row, struct error *err);
	void *context;
	struct fields names;
	int rows;
};

static void fields_cut(struct fields *fields, const char *line)
{
	char *rest = xstrdup(line);

	fields->line = rest;
	fields->count = 0;
	while (rest && fields->count < COLUMNS)
		fields->list[fields->count++] = strsep(&rest, ",");
	/* One more than there may be is enough to be refused. */
	fields->count += rest != NULL;
}

static int take_row(struct reading *reading, const char *line,
		    struct error *err)
{
	struct fields values;
	struct row row = {
		.names = &reading->names,
		.values = &values,
		.program = reading->program,
		.number = ++reading->rows,
	};
	int ret;

	fields_cut(&values, line);
	ret = values.count == reading->names.count
		      ? reading->handle(reading->context, &row, err)
		      : error_set(
				err, EINVAL,
				"row %d of %s: found %zu fields, expected %zu",
				row.number, row.program, values.count,
				reading->names.count);
	free(values.line);
	return ret;
}

static int take_line(struct reading *reading, const struct guest_line *line,
		     struct error *err)
{
	if (*line->text == '#' || strcmp(line->program, reading->program))
		return 0;
	if (reading->names.line)
		return take_row(reading, line->text, err);
	fields_cut(&reading->names, line->text);
	return 0;
}

int rows_each(const struct run_evidence *evidence, const char *program,
	      int (*handle)(void *context, const struct row *row,
			    struct error *err),
	      void *context, struct error *err)
{
	const struct guest_records *guest;
	struct reading reading = {
		.program = program,
		.handle = handle,
		.context = context,
	};
	int ret = evidence_guest(evidence, &guest, err);

	if (ret)
		return ret;
	for (size_t i = 0; i < guest->line_count && ret == 0; i++)
		ret = take_line(&reading, &guest->lines[i], err);
	if (ret == 0 && !reading.rows)
		ret = error_set(err, EINVAL,
				"found no row of %s, expected some", program);
	if (ret)
		error_prefix(err, "%s: ", guest->path);
	free(reading.names.line);
	return ret;
}

const char *row_text(const struct row *row, const char *column,
		     struct error *err)
{
	for (size_t i = 0; i < row->names->count; i++)
		if (strcmp(row->names->list[i], column) == 0)
			return row->values->list[i];
	error_set(err, EINVAL, "rows of %s: found no column `%s`, expected one",
		  row->program, column);
	return NULL;
}

static int row_number(const struct row *row, const struct row_column *column,
		      struct error *err)
{
	const char *text = row_text(row, column->name, err);

	if (!text)
		return -EINVAL;
	if (parse_u64(text, column->value))
		return error_set(err, EINVAL,
				 "row %d of %s: found %s `%s`, expected a number",
				 row->number, row->program, column->name,
				 text);
	return 0;
}

int row_numbers(const struct row *row, const struct row_column *columns,
		size_t count, struct error *err)
{
	int ret = 0;

	for (size_t i = 0; i < count && ret == 0; i++)
		ret = row_number(row, &columns[i], err);
	return ret;
}
