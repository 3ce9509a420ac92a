// SPDX-License-Identifier: GPL-2.0-only
#include "evidence/console.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "evidence/stamp.h"
#include "lib/alloc.h"
#include "lib/input.h"

/* A port that is reset sends bytes that would end a text. */
static void line_add(struct console *console, char *text, size_t length)
{
	struct console_line *line;
	struct stamp stamp;

	while (length > 0 && strchr("\r\n", text[length - 1]))
		length--;
	if (memchr(text, '\033', length))
		length = stamp_strip_colours(text, length);
	text[length] = '\0';
	for (size_t i = 0; i < length; i++)
		text[i] = text[i] ? text[i] : '?';
	console->lines = xgrow(console->lines, console->count,
			       sizeof(*console->lines));
	line = &console->lines[console->count++];
	line->text = text;
	line->message = stamp_take(&stamp, text);
	line->stamp_us = stamp.us;
	line->level = stamp.level;
}

void console_split(struct console *console, const char *path, char *bytes,
		   size_t size)
{
	char *end = bytes + size;

	*console = (struct console){ .path = xstrdup(path), .bytes = bytes };

	for (char *next, *text = bytes; text < end; text = next + 1) {
		next = memchr(text, '\n', (size_t)(end - text));
		if (!next)
			next = end;
		line_add(console, text, (size_t)(next - text));
	}
}

static int read_bytes(const char *path, FILE *file, char **bytes,
		      size_t *size, struct error *err)
{
	struct stat status;

	if (fstat(fileno(file), &status))
		return error_set(err, errno, "stat %s: %m", path);
	*bytes = xcalloc((size_t)status.st_size + 1, 1);
	*size = fread(*bytes, 1, (size_t)status.st_size, file);
	if (ferror(file))
		return error_set(err, EIO, "cannot read %s", path);
	return 0;
}

int console_read(struct console *console, const char *path, struct error *err)
{
	FILE *file = input_open(path, CONSOLE_MAX_BYTES, err);
	char *bytes = NULL;
	size_t size = 0;
	int ret;

	*console = (struct console){ 0 };
	if (!file)
		return -errno;
	ret = read_bytes(path, file, &bytes, &size, err);
	fclose(file);
	if (ret == 0)
		console_split(console, path, bytes, size);
	else
		free(bytes);
	return ret;
}

const char *console_find_panic(const struct console *console)
{
	for (size_t i = 0; i < console->count; i++)
		if (strncmp(console->lines[i].message, CONSOLE_PANIC_SIGN,
			    strlen(CONSOLE_PANIC_SIGN)) == 0)
			return console->lines[i].message;
	return NULL;
}

const char *console_find_sign(const struct console *console)
{
	static const char *const signs[] = {
		CONSOLE_PANIC_SIGN, CONSOLE_INIT_SIGN,
	};

	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++)
		for (size_t j = 0; j < console->count; j++) {
			const char *sign = strstr(console->lines[j].text,
						  signs[i]);

			if (sign)
				return sign;
		}
	return NULL;
}

const char *console_last_line(const struct console *console)
{
	for (size_t i = console->count; i-- > 0;)
		if (*console->lines[i].text)
			return console->lines[i].text;
	return "";
}

void console_release(struct console *console)
{
	free(console->lines);
	free(console->bytes);
	free(console->path);
	*console = (struct console){ 0 };
}
