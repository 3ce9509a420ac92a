// SPDX-License-Identifier: GPL-2.0-only
#include "night/wrap.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "lib/memstream.h"

void wrap_print(FILE *out, int columns, int first, int hang,
		const char *joint, const char *text)
{
	int at = first, words = 0;

	fprintf(out, "%*s", first, "");
	while (*(text += strspn(text, " "))) {
		int length = (int)strcspn(text, " ");
		const char *rest = text + length + strspn(text + length, " ");
		int end = at + (words > 0) + length +
			  (*rest ? (int)strlen(joint) : 0);

		if (words && end > columns) {
			fprintf(out, "%s\n%*s", joint, hang, "");
			at = hang;
			words = 0;
		}
		fprintf(out, "%s%.*s", words ? " " : "", length, text);
		at += (words > 0) + length;
		words++;
		text += length;
	}
	fputc('\n', out);
}

void wrap_format(FILE *out, int columns, int first, int hang,
		 const char *format, ...)
{
	char *text;
	size_t size;
	FILE *stream = memstream_open(&text, &size);
	va_list args;

	va_start(args, format);
	vfprintf(stream, format, args);
	va_end(args);
	memstream_close(stream);
	wrap_print(out, columns, first, hang, "", text);
	free(text);
}
