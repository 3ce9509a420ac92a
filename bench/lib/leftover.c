// SPDX-License-Identifier: GPL-2.0-only
#include "lib/leftover.h"

#include <errno.h>
#include <fts.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/file.h"

#define DIGITS "0123456789"

/* Return: the name's length without this end, or 0. */
static size_t length_before(const char *name, const char *end)
{
	size_t length = strlen(name);
	size_t tail = strlen(end);

	return length > tail && strcmp(name + length - tail, end) == 0 ?
	       length - tail : 0;
}

bool leftover_is_fresh(const char *name)
{
	size_t length = length_before(name, ".new");
	size_t before = length;

	while (before && strchr(DIGITS, name[before - 1]))
		before--;
	return before > 1 && before < length && name[before - 1] == '.';
}

bool leftover_is_orphan(const char *name)
{
	const char *at = name + length_before(name, ".new");

	if (!leftover_is_fresh(name))
		return false;
	while (at[-1] != '.')
		at--;
	return kill((pid_t)strtol(at, NULL, 10), 0) && errno == ESRCH;
}

bool leftover_is_partial(const char *name)
{
	return length_before(name, ".partial") > 0;
}

void leftover_sweep(const char *folder, int depth,
		    bool (*is_left)(const char *name))
{
	char *copy = xstrdup(folder);
	char *const roots[] = { copy, NULL };
	FTS *walk = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
	struct error ignored;
	FTSENT *entry;

	while (walk && (entry = fts_read(walk))) {
		bool left = entry->fts_level > 0 &&
			    is_left(entry->fts_name);

		if (entry->fts_info == FTS_DP)
			continue;
		if (left || entry->fts_level >= depth)
			fts_set(walk, entry, FTS_SKIP);
		if (left)
			directory_remove(entry->fts_path, &ignored);
	}
	if (walk)
		fts_close(walk);
	free(copy);
}
