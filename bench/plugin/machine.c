// SPDX-License-Identifier: GPL-2.0-only
#include "plugin/machine.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/memstream.h"


/* "-cpu" and "--cpu" are the same to QEMU. */
static int is_option(const char *word, const char *name)
{
	size_t dashes = strspn(word, "-");

	return dashes >= 1 && dashes <= 2 && strcmp(word + dashes, name) == 0;
}

static void describe_option(FILE *words, const char *name, FILE *out)
{
	char *word = NULL;
	size_t room = 0;
	int wanted = 0;

	rewind(words);
	while (getdelim(&word, &room, '\0', words) > 0) {
		if (wanted)
			fprintf(out, " -%s %s", name, word);
		wanted = !wanted && is_option(word, name);
	}
	free(word);
}

char *machine_describe(const char *version, const char *command_line)
{
	static const char *const options[] = {
		"machine", "accel", "icount", "cpu",
	};
	FILE *words = fopen(command_line, "re");
	char *text;
	size_t size;
	FILE *out;

	if (!words)
		return NULL;
	out = memstream_open(&text, &size);
	fputs(version, out);
	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++)
		describe_option(words, options[i], out);
	memstream_close(out);
	fclose(words);
	return text;
}
