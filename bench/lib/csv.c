// SPDX-License-Identifier: GPL-2.0-only
#include "lib/csv.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

void csv_field(FILE *out, const char *text)
{
	if (!strpbrk(text, ",\"\r\n")) {
		fputs(text, out);
		return;
	}
	fputc('"', out);
	for (; *text; text++) {
		if (*text == '"')
			fputc('"', out);
		fputc(*text, out);
	}
	fputc('"', out);
}

/* Unquote a field; Return: what stands behind its quote, or NULL without one. */
static char *unquote(char *field)
{
	char *from = field + 1, *to = field;

	for (; *from; *to++ = *from++) {
		if (*from != '"')
			continue;
		if (from[1] != '"') {
			*to = '\0';
			return from + 1;
		}
		from++;
	}
	return NULL;
}

int csv_split(char *line, char **fields, size_t max, size_t *count)
{
	for (*count = 0;; (*count)++) {
		bool quoted = *line == '"';
		char *end = quoted ? unquote(line) : line + strcspn(line, ",\"");
		bool last;

		if (!end || (*end && *end != ','))
			return -EINVAL;
		if (*count < max)
			fields[*count] = line;
		last = !*end;
		*end = '\0';
		line = end + 1;
		if (last)
			break;
	}
	(*count)++;
	return 0;
}
