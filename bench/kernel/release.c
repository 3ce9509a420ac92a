// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/release.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/file.h"

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

bool release_is_valid(const char *text)
{
	return is_digit(*text);
}

/* The number that stands here, and behind it and its dot; 0 where is none. */
static uint64_t next_number(const char **at)
{
	uint64_t number = 0;

	for (; is_digit(**at) && number < UINT32_MAX; (*at)++)
		number = number * 10 + (uint64_t)(**at - '0');
	*at += **at == '.' && is_digit((*at)[1]) ? 1 : strlen(*at);
	return number;
}

int release_compare(const char *a, const char *b)
{
	while (*a || *b) {
		uint64_t left = next_number(&a), right = next_number(&b);

		if (left != right)
			return left < right ? -1 : 1;
	}
	return 0;
}

/* The value of a line "NAME = NUMBER", or NULL; the caller frees. */
static char *find_number(const char *text, const char *name)
{
	size_t length = strlen(name);

	for (const char *line = text; line; line = strchr(line, '\n')) {
		const char *at;

		line += *line == '\n';
		if (strncmp(line, name, length))
			continue;
		at = line + length + strspn(line + length, " \t");
		if (*at++ != '=')
			continue;
		at += strspn(at, " \t");
		return is_digit(*at) ?
		       xasprintf("%.*s", (int)strspn(at, "0123456789"), at) :
		       NULL;
	}
	return NULL;
}

char *release_of_makefile(const char *text)
{
	char *version = find_number(text, "VERSION");
	char *patchlevel = find_number(text, "PATCHLEVEL");
	char *sublevel = find_number(text, "SUBLEVEL");
	char *release = version && patchlevel ?
			xasprintf("%s.%s.%s", version, patchlevel,
				  sublevel ? sublevel : "0") : NULL;

	free(version);
	free(patchlevel);
	free(sublevel);
	return release;
}

char *release_of_tree(const char *folder)
{
	char *path = xasprintf("%s/Makefile", folder);
	char *text = NULL, *release = NULL;
	struct error ignored;

	if (file_read(path, &text, NULL, &ignored) == 0)
		release = release_of_makefile(text);
	free(text);
	free(path);
	return release;
}
