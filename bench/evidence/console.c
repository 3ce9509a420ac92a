// SPDX-License-Identifier: GPL-2.0-only
#include "evidence/console.h"

#include <errno.h>
#include <stdbool.h>
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

static void split(struct console *console, size_t size)
{
	char *end = console->bytes + size;

	for (char *next, *text = console->bytes; text < end; text = next + 1) {
		next = memchr(text, '\n', (size_t)(end - text));
		if (!next)
			next = end;
		line_add(console, text, (size_t)(next - text));
	}
}

void console_split(struct console *console, const char *path, char *bytes,
		   size_t size)
{
	*console = (struct console){ .path = xstrdup(path), .bytes = bytes };
	split(console, size);
}

static int read_bytes(struct console *console, FILE *file, off_t offset,
		      size_t *size, struct error *err)
{
	struct stat status;
	size_t length;

	if (fstat(fileno(file), &status) || fseeko(file, offset, SEEK_SET))
		return error_set(err, errno, "stat %s: %m", console->path);
	length = status.st_size > offset ? (size_t)(status.st_size - offset) : 0;
	console->bytes = xcalloc(length + 1, 1);
	*size = fread(console->bytes, 1, length, file);
	if (ferror(file))
		return error_set(err, EIO, "cannot read %s", console->path);
	return 0;
}

static int read_from(struct console *console, const char *path, off_t offset,
		     size_t *size, struct error *err)
{
	FILE *file = input_open(path, CONSOLE_MAX_BYTES, err);
	int ret;

	*console = (struct console){ 0 };
	if (!file)
		return -errno;
	console->path = xstrdup(path);
	ret = read_bytes(console, file, offset, size, err);
	fclose(file);
	return ret;
}

int console_read(struct console *console, const char *path, struct error *err)
{
	return console_read_from(console, path, 0, err);
}

int console_read_from(struct console *console, const char *path, off_t offset,
		      struct error *err)
{
	size_t size;
	int ret = read_from(console, path, offset, &size, err);

	if (ret == 0)
		split(console, size);
	return ret;
}

/* What is shorter may be part of a record. */
#define TEXT_MIN_BYTES 6

static bool is_text(char byte)
{
	return (byte >= ' ' && byte <= '~') || byte == '\t';
}

/*
 * Since 5.10 printk() formats in place and then moves the text over the two
 * bytes of its level: the last two stand there twice, before the newline.
 */
static size_t without_moved_bytes(const char *text, size_t length)
{
	bool moved = length > 4 && text[length] == '\n' &&
		     memcmp(text + length - 4, text + length - 2, 2) == 0;

	return moved ? length - 2 : length;
}

int console_read_log_buffer(struct console *console, const char *path,
			    struct error *err)
{
	size_t size, length;
	int ret = read_from(console, path, 0, &size, err);

	for (size_t at = 0; ret == 0 && at < size; at += length + 1) {
		length = 0;
		while (at + length < size && is_text(console->bytes[at + length]))
			length++;
		if (length >= TEXT_MIN_BYTES)
			line_add(console, console->bytes + at,
				 without_moved_bytes(console->bytes + at,
						     length));
	}
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

const char *console_find_init(const struct console *console)
{
	for (size_t i = 0; i < console->count; i++) {
		const char *sign = strstr(console->lines[i].text,
					  CONSOLE_INIT_SIGN);

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
