// SPDX-License-Identifier: GPL-2.0-only
#include "lib/argv.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/memstream.h"

void argv_add(struct argv *argv, const char *format, ...)
{
	va_list args;
	char *word;

	va_start(args, format);
	if (vasprintf(&word, format, args) < 0)
		word = NULL;
	va_end(args);
	if (!word)
		abort();
	argv->words = xgrow(argv->words, argv->count + 1, sizeof(*argv->words));
	argv->words[argv->count++] = word;
	argv->words[argv->count] = NULL;
}

void argv_release(struct argv *argv)
{
	for (size_t i = 0; i < argv->count; i++)
		free(argv->words[i]);
	free(argv->words);
	*argv = (struct argv){ 0 };
}

static void put_word(FILE *out, const char *word)
{
	static const char plain[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
		"0123456789_-+=,./:@%";

	if (*word && strspn(word, plain) == strlen(word)) {
		fputs(word, out);
		return;
	}
	fputc('\'', out);
	for (; *word; word++) {
		if (*word == '\'')
			fputs("'\\''", out);
		else
			fputc(*word, out);
	}
	fputc('\'', out);
}

char *argv_list(const struct argv *argv, const char *between)
{
	char *list = NULL;
	size_t size;
	FILE *out = memstream_open(&list, &size);

	for (size_t i = 0; i < argv->count; i++)
		fprintf(out, "%s%s", i ? between : "", argv->words[i]);
	memstream_close(out);
	return list;
}

char *argv_join(const struct argv *argv)
{
	char *line = NULL;
	size_t size;
	FILE *out = memstream_open(&line, &size);

	for (size_t i = 0; i < argv->count; i++) {
		if (i)
			fputc(' ', out);
		put_word(out, argv->words[i]);
	}
	memstream_close(out);
	return line;
}
