// SPDX-License-Identifier: GPL-2.0-only
#include "profile/identity.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/jsonfile.h"

static const char *word_at(const json_t *words, size_t index)
{
	const char *word = json_string_value(json_array_get(words, index));

	return word ? word : "";
}

static void print_options(const json_t *words, FILE *out)
{
	static const char *const options[] = {
		"-machine", "-accel", "-icount", "-cpu",
	};

	for (size_t option = 0; option < 4; option++)
		for (size_t i = 0; i + 1 < json_array_size(words); i++)
			if (strcmp(word_at(words, i), options[option]) == 0)
				fprintf(out, " %s %s", options[option],
					word_at(words, i + 1));
}

char *identity_read(const char *evidence, struct error *err)
{
	json_t *result = jsonfile_read(evidence, "result.json", err);
	json_t *words = result ? jsonfile_read(evidence, "command.json", err) : NULL;
	const char *version = json_string_value(
		json_object_get(result, "qemu_version"));
	char *identity = NULL;
	size_t size;
	FILE *out;

	if (words) {
		out = open_memstream(&identity, &size);
		fprintf(out, "QEMU %s", version ? version : "of no version");
		print_options(words, out);
		fclose(out);
	}
	json_decref(words);
	json_decref(result);
	return identity;
}

static const char *text_of(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text ? text : "?";
}

char *identity_title(const char *evidence, struct error *err)
{
	json_t *cell = jsonfile_read(evidence, "cell.json", err);
	char *title = NULL;

	if (cell)
		title = xasprintf("%s on %s, %s mapping",
				  text_of(cell, "arm"),
				  text_of(cell, "topology"),
				  text_of(cell, "mapping"));
	json_decref(cell);
	return title;
}
