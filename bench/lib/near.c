// SPDX-License-Identifier: GPL-2.0-only
#include "lib/near.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Insertions, deletions and replacements from one to the other (Levenshtein). */
static size_t edits(const char *a, const char *b)
{
	size_t length = strlen(b);
	size_t *row = xcalloc(length + 1, sizeof(*row));
	size_t result;

	for (size_t j = 0; j <= length; j++)
		row[j] = j;
	for (size_t i = 1; a[i - 1]; i++) {
		size_t before = row[0];

		row[0] = i;
		for (size_t j = 1; j <= length; j++) {
			size_t same = before + (a[i - 1] != b[j - 1]);

			before = row[j];
			row[j] = least(same, 1 + least(row[j], row[j - 1]));
		}
	}
	result = row[length];
	free(row);
	return result;
}

void near_offer(struct near *near, const char *name)
{
	size_t length = strlen(near->wanted);
	size_t place = near->count;
	size_t distance;

	if (!length || length > strlen(name) + 2 + length / 4)
		return;
	distance = edits(near->wanted, name);
	if (length > 2 && strstr(name, near->wanted))
		distance = least(distance, 2);
	if (distance > 2 + length / 4)
		return;
	while (place && near->distances[place - 1] > distance)
		place--;
	if (place == NEAR_NAMES)
		return;
	near->count = least(near->count + 1, NEAR_NAMES);
	for (size_t i = near->count - 1; i > place; i--) {
		near->names[i] = near->names[i - 1];
		near->distances[i] = near->distances[i - 1];
	}
	near->names[place] = name;
	near->distances[place] = distance;
}

char *near_text(const struct near *near)
{
	char *text = xstrdup("");

	for (size_t i = 0; i < near->count; i++) {
		char *longer = xasprintf("%s%s%s", text,
					 !i ? "" : i + 1 == near->count ?
					 " or " : ", ", near->names[i]);

		free(text);
		text = longer;
	}
	return text;
}

char *near_question(const struct near *near)
{
	struct near nearest = *near;
	char *text, *question;

	while (nearest.count > 1 &&
	       nearest.distances[nearest.count - 1] > nearest.distances[0])
		nearest.count--;
	text = near_text(&nearest);
	question = *text ? xasprintf(": did you mean %s?", text) : xstrdup("");

	free(text);
	return question;
}

int near_set(struct error *err, int code, const struct near *near,
	     const char *format, ...)
{
	char *question = near_question(near);
	char sentence[sizeof(err->text)];
	va_list args;

	va_start(args, format);
	vsnprintf(sentence, sizeof(sentence), format, args);
	va_end(args);
	error_set(err, code, "%s%s", sentence, question);
	free(question);
	return -code;
}
