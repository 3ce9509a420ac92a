// SPDX-License-Identifier: GPL-2.0-only
#include "evidence/klog-json.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/memstream.h"

bool klog_is_json(const char *bytes, size_t size)
{
	size_t at = 0;

	while (at < size && strchr(" \t\r\n", bytes[at]) && bytes[at])
		at++;
	return at < size && bytes[at] == '{';
}

/* A message may have several lines, and may be no UTF-8: a list of bytes. */
static void put_message(const json_t *message, FILE *out)
{
	const char *text = json_string_value(message);
	const json_t *byte;
	size_t i;

	for (; text && *text; text++)
		fputc(*text == '\n' ? ' ' : *text, out);
	json_array_foreach(message, i, byte) {
		char c = (char)json_integer_value(byte);

		fputc(c == '\n' ? ' ' : c, out);
	}
}

/* An entry of the journal's. */
static void put_entry(const json_t *entry, FILE *out)
{
	const char *transport =
		json_string_value(json_object_get(entry, "_TRANSPORT"));
	const char *priority =
		json_string_value(json_object_get(entry, "PRIORITY"));

	if (transport && strcmp(transport, "kernel"))
		return;
	if (priority && strlen(priority) == 1)
		fprintf(out, "<%s>", priority);
	put_message(json_object_get(entry, "MESSAGE"), out);
}

/* { "dmesg": [ { "pri": 6, "time": 0.0, "msg": "…" } ] } */
static void put_dmesg(const json_t *entries, FILE *out)
{
	const json_t *entry;
	size_t i;

	json_array_foreach(entries, i, entry) {
		const json_t *pri = json_object_get(entry, "pri");
		const json_t *time = json_object_get(entry, "time");

		if (json_is_integer(pri))
			fprintf(out, "<%d>",
				(int)(json_integer_value(pri) & 7));
		if (json_is_number(time) && json_number_value(time) >= 0 &&
		    json_number_value(time) < 1e9)
			fprintf(out, "[%12.6f] ", json_number_value(time));
		put_message(json_object_get(entry, "msg"), out);
		fputc('\n', out);
	}
}

static void put_lines(const char *bytes, size_t size, FILE *out)
{
	const char *end = bytes + size;

	for (const char *next; bytes < end; bytes = next + 1) {
		json_t *entry;

		next = memchr(bytes, '\n', (size_t)(end - bytes));
		if (!next)
			next = end;
		entry = json_loadb(bytes, (size_t)(next - bytes),
				   JSON_ALLOW_NUL, NULL);
		if (json_is_object(entry))
			put_entry(entry, out);
		else
			fwrite(bytes, 1, (size_t)(next - bytes), out);
		fputc('\n', out);
		json_decref(entry);
	}
}

char *klog_from_json(char *bytes, size_t *size)
{
	json_t *whole = json_loadb(bytes, *size, JSON_ALLOW_NUL, NULL);
	const json_t *dmesg = json_object_get(whole, "dmesg");
	char *text;
	FILE *out;

	out = memstream_open(&text, size);
	if (json_is_array(dmesg))
		put_dmesg(dmesg, out);
	else
		put_lines(bytes, *size - (*size && !bytes[*size - 1]), out);
	memstream_close(out);
	json_decref(whole);
	free(bytes);
	return text;
}
