// SPDX-License-Identifier: GPL-2.0-only
#include "lib/inifile.h"

#include <errno.h>
#include <ini.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "lib/input.h"

/* inih tells its handler no line number, so the reader counts them. */
struct reading {
	FILE *file;
	const char *path;
	int line;
	inifile_handler handle;
	void *context;
	struct error *err;
	int result;
};

static char *read_line(char *text, int size, void *stream)
{
	struct reading *reading = stream;

	reading->line++;
	text = fgets(text, size, reading->file);
	/* libinih would take the rest for a line of its own. */
	if (text && !strchr(text, '\n') && !feof(reading->file) &&
	    reading->result == 0)
		reading->result = error_set(reading->err, EINVAL,
					    "%s:%d: found a line of over %d characters",
					    reading->path, reading->line,
					    size - 2);
	return text;
}

static int handle_entry(void *user, const char *section, const char *key,
			const char *value)
{
	struct reading *reading = user;
	struct inifile_entry entry = {
		.path = reading->path,
		.line = reading->line,
		.section = section,
		.key = key,
		.value = value ? value : "",
	};

	if (reading->result == 0)
		reading->result = reading->handle(reading->context, &entry,
						  reading->err);
	return reading->result == 0;
}

static int read_stream(struct reading *reading)
{
	int line;

	line = ini_parse_stream(read_line, reading, handle_entry, reading);
	fclose(reading->file);
	if (reading->result)
		return reading->result;
	if (line)
		return error_set(reading->err, EINVAL,
				 "%s:%d: found a line that is neither a section, an entry nor a comment, expected `key = value`",
				 reading->path, line);
	return 0;
}

int inifile_read(const char *path, inifile_handler handle, void *context,
		 struct error *err)
{
	struct reading reading = {
		.file = input_open(path, INPUT_TEXT_BYTES, err),
		.path = path,
		.handle = handle,
		.context = context,
		.err = err,
	};

	return reading.file ? read_stream(&reading) : -errno;
}

int inifile_read_text(const char *name, const char *text,
		      inifile_handler handle, void *context,
		      struct error *err)
{
	struct reading reading = {
		.file = fmemopen((char *)text, strlen(text), "r"),
		.path = name,
		.handle = handle,
		.context = context,
		.err = err,
	};

	return reading.file ? read_stream(&reading) :
	       error_set(err, errno, "%s: %s", name, strerror(errno));
}

int inifile_reject(struct error *err, const struct inifile_entry *entry,
		   const char *expected, ...)
{
	char wanted[1024];
	va_list args;

	va_start(args, expected);
	vsnprintf(wanted, sizeof(wanted), expected, args);
	va_end(args);
	return error_set(err, EINVAL, "%s:%d: found `%s = %s`, expected %s",
			 entry->path, entry->line, entry->key, entry->value,
			 wanted);
}
