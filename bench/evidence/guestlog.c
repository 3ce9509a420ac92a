// SPDX-License-Identifier: GPL-2.0-only
#include "evidence/guestlog.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/input.h"

static json_t *record_parse(const char *line, size_t length,
			    const char **record, json_error_t *wrong)
{
	json_t *object = json_loadb(line, length, 0, wrong);

	*record = json_string_value(json_object_get(object, "record"));
	if (*record)
		return object;
	json_decref(object);
	return NULL;
}

static int torn_reject(const struct guestlog_torn *torn, const char *path,
		       struct error *err)
{
	return error_set(err, EINVAL, "%s:%d: found `%s`, expected a JSON "
			 "object with a \"record\"", path, torn->line,
			 torn->text);
}

/* Bytes of a broken line can be anything: show what can be shown. */
static void torn_set(struct guestlog_torn *torn, int number, const char *line,
		     size_t length, const json_error_t *wrong)
{
	size_t shown = length < sizeof(torn->text) - 1 ?
		length : sizeof(torn->text) - 1;

	torn->line = number;
	for (size_t i = 0; i < shown; i++)
		torn->text[i] = line[i] >= ' ' && line[i] < 0x7f ?
			line[i] : '?';
	torn->text[shown] = '\0';
	snprintf(torn->problem, sizeof(torn->problem), "%s", wrong->text);
}

/* Return: bytes of the next line, more than @size for one that is longer. */
static size_t line_read(FILE *file, char *line, size_t size)
{
	size_t length = 0;
	int byte;

	while ((byte = getc_unlocked(file)) != EOF) {
		if (length == size)
			return size + 1;
		line[length++] = (char)byte;
		if (byte == '\n')
			break;
	}
	return length;
}

static int guestlog_each_line(FILE *file, const char *path,
			      int (*handle)(void *context, int line,
					    const char *record,
					    const json_t *object,
					    struct error *err),
			      void *context, struct guestlog_torn *first,
			      struct error *err)
{
	/* The last one that no later line has excused yet. */
	struct guestlog_torn torn = { 0 };
	char *line = xcalloc(GUESTLOG_LINE_BYTES, 1);
	size_t length;
	bool whole = true;
	int ret = 0;

	for (int number = 1; ret == 0 &&
	     (length = line_read(file, line, GUESTLOG_LINE_BYTES)) > 0;
	     number++) {
		json_error_t wrong;
		const char *record;
		json_t *object;

		if (length > GUESTLOG_LINE_BYTES) {
			ret = error_set(err, EINVAL, "%s:%d: found a line of more than %d bytes, expected at most so many",
					path, number, GUESTLOG_LINE_BYTES);
			break;
		}
		whole = line[length - 1] == '\n';
		length -= whole;
		object = record_parse(line, length, &record, &wrong);
		if (torn.line && (!object || strcmp(record, "end") != 0))
			ret = torn_reject(&torn, path, err);
		else if (object)
			ret = handle(context, number, record, object, err);
		torn.line = 0;
		if (!object)
			torn_set(&torn, number, line, length, &wrong);
		if (first && !first->line)
			*first = torn;
		json_decref(object);
	}
	free(line);
	if (ret == 0 && torn.line && whole)
		ret = torn_reject(&torn, path, err);
	return ret;
}

int guestlog_each(const char *path,
		  int (*handle)(void *context, int line, const char *record,
				const json_t *object, struct error *err),
		  void *context, struct guestlog_torn *torn,
		  struct error *err)
{
	FILE *file = input_open(path, INPUT_WHOLE_BYTES, err);
	int ret;

	if (!file)
		return -errno;
	ret = guestlog_each_line(file, path, handle, context, torn, err);
	if (ret == 0 && ferror(file))
		ret = error_set(err, EIO, "cannot read %s", path);
	fclose(file);
	return ret;
}

static void text_set(char **text, const json_t *object, const char *key)
{
	const char *value = json_string_value(json_object_get(object, key));

	free(*text);
	*text = xstrdup(value ? value : "");
}

int guestlog_take(void *context, int line, const char *record,
		  const json_t *object, struct error *err)
{
	struct guestlog *log = context;

	(void)line;
	(void)err;
	if (strcmp(record, "hello") == 0) {
		log->hello = true;
		text_set(&log->kernel, object, "kernel");
		text_set(&log->cmdline, object, "cmdline");
	} else if (strcmp(record, "end") == 0) {
		const char *state = json_string_value(
			json_object_get(object, "state"));

		log->ended = true;
		log->completed = state && strcmp(state, "completed") == 0;
		log->skipped = state && strcmp(state, "skipped") == 0;
		text_set(&log->reason, object, "reason");
	}
	return 0;
}

int guestlog_read(const char *path, struct guestlog *log, struct error *err)
{
	*log = (struct guestlog){ 0 };
	return guestlog_each(path, guestlog_take, log, NULL, err);
}

void guestlog_release(struct guestlog *log)
{
	free(log->kernel);
	free(log->cmdline);
	free(log->reason);
	*log = (struct guestlog){ 0 };
}

int guestlog_unplug_node(const char *line)
{
	json_t *object = json_loads(line, 0, NULL);
	const char *record =
		json_string_value(json_object_get(object, "record"));
	const json_t *node = json_object_get(object, "node");
	int nid = -1;

	if (record && strcmp(record, "unplug") == 0 &&
	    json_is_integer(node) && json_integer_value(node) >= 0 &&
	    json_integer_value(node) <= INT_MAX)
		nid = (int)json_integer_value(node);
	json_decref(object);
	return nid;
}
