// SPDX-License-Identifier: GPL-2.0-only
#include "lib/fold.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "lib/memstream.h"

#define LEAST_WIDTH 20
#define FURTHER 2

int fold_width(FILE *out)
{
	struct winsize size;

	if (!isatty(fileno(out)) || ioctl(fileno(out), TIOCGWINSZ, &size))
		return 0;
	return size.ws_col;
}

static int columns_of(const char *text, size_t length)
{
	int columns = 0;

	for (size_t i = 0; i < length; i++)
		columns += ((unsigned char)text[i] & 0xc0) != 0x80;
	return columns;
}

/* Blanks stay between words of a line and go where it breaks. */
static void fold_line(FILE *out, const char *line, size_t length, int width)
{
	size_t indent = 0, at;
	int column;

	while (indent < length && line[indent] == ' ')
		indent++;
	if (columns_of(line, length) <= width ||
	    (int)indent + FURTHER >= width) {
		fprintf(out, "%.*s\n", (int)length, line);
		return;
	}
	column = fprintf(out, "%*s", (int)indent, "");
	for (at = indent; at < length;) {
		size_t blanks = strspn(line + at, " ");
		size_t word = strcspn(line + at + blanks, " \n");
		int wide = columns_of(line + at + blanks, word);

		if (at > indent && column + (int)blanks + wide > width) {
			fprintf(out, "\n%*s", (int)indent + FURTHER, "");
			column = (int)indent + FURTHER;
			blanks = 0;
			at += strspn(line + at, " ");
		}
		fprintf(out, "%.*s", (int)(blanks + word), line + at);
		column += (int)blanks + wide;
		at += blanks + word;
	}
	fputc('\n', out);
}

void fold_print(FILE *out, const char *text, int width)
{
	while (*text) {
		size_t length = strcspn(text, "\n");

		fold_line(out, text, length,
			  width < LEAST_WIDTH ? (int)length + 1 : width);
		text += length;
		text += *text == '\n';
	}
}

FILE *fold_begin(struct fold *fold)
{
	fold->stream = memstream_open(&fold->text, &fold->size);
	return fold->stream;
}

void fold_end(struct fold *fold, FILE *out)
{
	memstream_close(fold->stream);
	fold_print(out, fold->text, fold_width(out));
	free(fold->text);
}
