// SPDX-License-Identifier: GPL-2.0-only
#include "lib/tsvfile.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/input.h"

int tsvfile_reject(struct tsvfile *file, const char *expected)
{
	char found[128] = "";
	size_t used = 0;

	for (size_t i = 0; i < file->field_count && used < sizeof(found); i++)
		used += (size_t)snprintf(found + used, sizeof(found) - used,
					 "%s%s", i ? " " : "",
					 file->fields[i]);
	return error_set(file->err, EINVAL, "%s:%u: found `%s`, expected %s",
			 file->path, file->line, found, expected);
}

static int take_header(struct tsvfile *file, const char *name)
{
	char expected[64];

	if (file->field_count == 2 && strcmp(file->fields[0], name) == 0 &&
	    strcmp(file->fields[1], "1") == 0)
		return 0;
	snprintf(expected, sizeof(expected), "%s 1", name);
	return tsvfile_reject(file, expected);
}

static int take_record(struct tsvfile *file,
		       const struct tsvfile_format *format, void *context)
{
	for (const struct tsvfile_record *record = format->records;
	     record->kind; record++) {
		if (strcmp(file->fields[0], record->kind) != 0)
			continue;
		if (file->field_count != record->field_count)
			return tsvfile_reject(file, record->form);
		return record->take(context);
	}
	return tsvfile_reject(file, format->kinds);
}

static void split_fields(struct tsvfile *file, char *line)
{
	file->field_count = 0;
	line[strcspn(line, "\n")] = '\0';
	while (line && file->field_count < TSVFILE_FIELDS)
		file->fields[file->field_count++] = strsep(&line, "\t");
}

static int read_lines(struct tsvfile *file, FILE *stream,
		      const struct tsvfile_format *format, void *context)
{
	char *line = NULL;
	size_t room = 0;
	int ret = 0;

	while (ret == 0 && getline(&line, &room, stream) > 0) {
		file->line++;
		split_fields(file, line);
		ret = file->line == 1 ? take_header(file, format->name) :
					take_record(file, format, context);
	}
	if (ret == 0 && ferror(stream))
		ret = error_set(file->err, EIO, "%s: %s", file->path,
				strerror(EIO));
	free(line);
	return ret;
}

int tsvfile_read(struct tsvfile *file, const char *path,
		 const struct tsvfile_format *format, void *context,
		 struct error *err)
{
	FILE *stream = input_open(path, INPUT_WHOLE_BYTES, err);
	int ret;

	*file = (struct tsvfile){ .path = path, .err = err };
	if (!stream)
		return -errno;
	ret = read_lines(file, stream, format, context);
	fclose(stream);
	return ret;
}
