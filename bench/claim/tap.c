// SPDX-License-Identifier: GPL-2.0-only
#include "claim/tap.h"

#include <jansson.h>
#include <stdlib.h>

/* Descriptions: `#` begins a directive. */
static void print_escaped(FILE *out, const char *text)
{
	for (; *text; text++) {
		if (*text == '#' || *text == '\\')
			putc('\\', out);
		putc(*text == '\n' || *text == '\r' ? ' ' : *text, out);
	}
}

/* A string of JSON is one of YAML. */
static void print_quoted(FILE *out, const char *key, const char *text)
{
	json_t *value = json_string(text);
	char *quoted = value ? json_dumps(value, JSON_ENCODE_ANY) : NULL;

	fprintf(out, "  %s: %s\n", key, quoted ? quoted : "\"no text\"");
	free(quoted);
	json_decref(value);
}

static void print_point(FILE *out, const struct point *point, size_t number)
{
	bool ok = point->state == POINT_OK || point->state == POINT_SKIPPED;

	fprintf(out, "%sok %zu - ", ok ? "" : "not ", number);
	print_escaped(out, point->name);
	if (point->state == POINT_SKIPPED) {
		fputs(" # SKIP ", out);
		print_escaped(out, point->reason);
	}
	putc('\n', out);
	if (ok)
		return;
	fputs("  ---\n", out);
	print_quoted(out, "end", point->end);
	print_quoted(out, "reason", point->reason);
	fputs("  ...\n", out);
}

void tap_print(FILE *out, const void *context)
{
	const struct points *points = context;

	fprintf(out, "TAP version 13\n1..%zu\n", points->count);
	for (size_t i = 0; i < points->count; i++)
		print_point(out, &points->list[i], i + 1);
	if (points->trouble) {
		fputs("Bail out! ", out);
		print_escaped(out, points->trouble);
		putc('\n', out);
	}
}
