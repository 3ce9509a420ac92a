// SPDX-License-Identifier: GPL-2.0-only
#include "plan/named-file.h"

#include <libgen.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/file.h"
#include "lib/root.h"

static char *our_path(const char *name, const char *folder,
		      const char *suffix)
{
	char *relative = xasprintf("%s/%s%s", folder, name, suffix);
	char *path = root_path(relative);

	free(relative);
	return path;
}

char *named_file(const char *name, const char *folder, const char *suffix)
{
	char *path = our_path(name, folder, suffix);

	if (!strpbrk(name, "/.") || (!strchr(name, '/') && file_exists(path)))
		return path;
	free(path);
	return xstrdup(name);
}

static char *stem_of(const char *path, const char *suffix)
{
	char *copy = xstrdup(path);
	char *stem = xstrdup(basename(copy));
	size_t length = strlen(stem), end = strlen(suffix);

	if (length > end && strcmp(stem + length - end, suffix) == 0)
		stem[length - end] = '\0';
	free(copy);
	return stem;
}

bool named_is_ours(const char *path, const char *folder, const char *suffix)
{
	char *stem = stem_of(path, suffix);
	char *ours = our_path(stem, folder, suffix);
	bool same = strcmp(path, ours) == 0;

	free(ours);
	free(stem);
	return same;
}

char *named_word(const char *path, const char *folder, const char *suffix)
{
	char *stem = stem_of(path, suffix);
	char *word;

	if (named_is_ours(path, folder, suffix))
		return stem;
	word = xasprintf("./%s%s", stem, suffix);
	free(stem);
	return word;
}
