// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/beside.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/file.h"
#include "lib/input.h"

/* One line, where thousands are expected. */
static bool is_stub(const char *path)
{
	struct error ignored;
	FILE *file = input_open(path, INPUT_LARGEST_BYTES, &ignored);
	char start[256] = "";

	if (!file)
		return false;
	start[fread(start, 1, sizeof(start) - 1, file)] = '\0';
	fclose(file);
	return strstr(start, "real System.map is in") != NULL;
}

/* Return: whether it is to be taken; else it is freed or kept as a stub. */
static bool try(char *path, const char *image, char **passed_over)
{
	bool there = strcmp(path, image) && file_exists(path);

	if (there && !is_stub(path))
		return true;
	if (there && !*passed_over)
		*passed_over = path;
	else
		free(path);
	return false;
}

char *beside_symbols(const char *image, char **passed_over)
{
	static const char *const names[] = { "System.map", "vmlinux" };
	const char *slash = strrchr(image, '/');
	const char *name = slash ? slash + 1 : image;
	const char *version = strchrnul(name, '-');
	const char *const versions[] = { version, "" };

	*passed_over = NULL;
	for (size_t i = *version ? 0 : 2; i < 4; i++) {
		char *path = xasprintf("%.*s%s%s", (int)(name - image), image,
				       names[i % 2], versions[i / 2]);

		if (try(path, image, passed_over))
			return path;
	}
	return NULL;
}
