// SPDX-License-Identifier: GPL-2.0-only
#include "plan/named-file.h"

#include <errno.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/file.h"
#include "lib/near.h"
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

/* The names of ours, without their suffix; the caller frees the list. */
static void offer_ours(struct near *near, char **entries, const char *suffix)
{
	size_t end = strlen(suffix);

	for (char **at = entries; at && *at; at++) {
		size_t length = strlen(*at);

		if (length <= end || strcmp(*at + length - end, suffix))
			continue;
		(*at)[length - end] = '\0';
		near_offer(near, *at);
	}
}

int named_check(const char *name, const char *path, const char *folder,
		const char *suffix, const char *what, const char *listed,
		struct error *err)
{
	struct near near = { .wanted = name };
	char **entries = NULL;
	struct error ignored;
	char *ours;

	if (file_exists(path))
		return 0;
	if (strpbrk(name, "/."))
		return error_set(err, ENOENT, "%s %s: found no such file", what,
				 name);
	ours = root_path(folder);
	directory_list(ours, &entries, &ignored);
	offer_ours(&near, entries, suffix);
	near_set(err, ENOENT, &near,
		 "%s %s: found no such, expected a name of %s or a path",
		 what, name, listed);
	directory_list_free(entries);
	free(ours);
	return -ENOENT;
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
