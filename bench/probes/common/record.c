// SPDX-License-Identifier: GPL-2.0-only
#include "probes/common/record.h"

#include <inttypes.h>
#include <stdarg.h>

void record_fact(FILE *out, const char *name, const char *format, ...)
{
	va_list args;

	fprintf(out, "# %s: ", name);
	va_start(args, format);
	vfprintf(out, format, args);
	va_end(args);
	fputc('\n', out);
}

/* What ends a field: another one follows, or none. */
static char end_of(const struct record_column *column)
{
	return column[1].name ? ',' : '\n';
}

void record_print_names(FILE *out, const struct record_column *columns)
{
	for (; columns->name; columns++)
		fprintf(out, "%s%c", columns->name, end_of(columns));
}

static void print_number(FILE *out, uint64_t number)
{
	if (number != RECORD_NOTHING)
		fprintf(out, "%" PRIu64, number);
}

void record_print(FILE *out, const struct record_column *columns,
		  const void *sample)
{
	for (; columns->name; columns++) {
		const void *field = (const char *)sample + columns->offset;

		if (columns->text)
			fputs(*(const char *const *)field, out);
		else
			print_number(out, *(const uint64_t *)field);
		fputc(end_of(columns), out);
	}
}
