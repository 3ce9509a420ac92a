// SPDX-License-Identifier: GPL-2.0-only
#include "session/places.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/cache.h"
#include "lib/alloc.h"
#include "lib/file.h"
#include "session/known.h"

static const char *const kinds[] = {
	[PLACE_RUNS] = "place-runs",
	[PLACE_HISTORY] = "place-history",
	[PLACE_CLAIMS] = "place-claims",
};

void place_note(enum place kind, const char *path)
{
	char *whole = realpath(path, NULL);
	struct error ignored;
	SHA2_CTX digest;
	char *known;

	if (!whole)
		return;
	SHA256Init(&digest);
	digest_add_text(&digest, "path", whole);
	known = known_path(kinds[kind], &digest);
	if (!file_exists(known))
		known_remember(known, whole, &ignored);
	free(known);
	free(whole);
}

void places_list(struct argv *places, enum place kind)
{
	char *cache = cache_folder();
	struct error ignored;
	char **names = NULL;
	char *path;

	if (directory_list(cache, &names, &ignored) < 0)
		names = NULL;
	for (char **name = names; name && *name; name++) {
		char *known = xasprintf("%s/%s", cache, *name);

		path = NULL;
		if (strncmp(*name, kinds[kind], strlen(kinds[kind])) == 0 &&
		    known_recall(known, &path) && file_exists(path))
			argv_add(places, "%s", path);
		free(path);
		free(known);
	}
	directory_list_free(names);
	free(cache);
}
