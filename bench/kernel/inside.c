// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/inside.h"

#include <errno.h>
#include <fts.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/input.h"
#include "lib/interrupt.h"

/* By its text alone: @depth folders of the tree are above the link. */
static bool leads_out(const char *target, int depth)
{
	if (*target == '/')
		return true;
	while (*target && depth >= 0) {
		size_t length = strcspn(target, "/");

		if (length == 2 && strncmp(target, "..", 2) == 0)
			depth--;
		else if (length && !(length == 1 && *target == '.'))
			depth++;
		target += length + (target[length] == '/');
	}
	return depth < 0;
}

static int check_link(const FTSENT *entry, const char *name,
		      const char *label, struct error *err)
{
	char target[PATH_MAX];
	ssize_t length = readlink(entry->fts_accpath, target,
				  sizeof(target) - 1);

	if (length < 0)
		return error_set(err, errno, "%s: %s: %s", label, name,
				 strerror(errno));
	target[length] = '\0';
	if (!leads_out(target, entry->fts_level - 1))
		return 0;
	return error_set(err, EINVAL,
			 "%s: %s: found a link to %s, expected one to a place inside of the tree: a build would write there",
			 label, name, target);
}

static int check_entry(const FTSENT *entry, const char *name,
		       const char *label, struct error *err)
{
	switch (entry->fts_info) {
	case FTS_SL:
	case FTS_SLNONE:
		return check_link(entry, name, label, err);
	case FTS_DEFAULT:
		return error_set(err, EINVAL,
				 "%s: %s: found %s, expected a file", label,
				 name, input_kind(entry->fts_statp->st_mode));
	case FTS_DNR:
	case FTS_ERR:
	case FTS_NS:
		return error_set(err, entry->fts_errno, "%s: %s: %s", label,
				 name, strerror(entry->fts_errno));
	default:
		return 0;
	}
}

int inside_check(const char *folder, const char *label, struct error *err)
{
	char *copy = xstrdup(folder);
	char *const roots[] = { copy, NULL };
	FTS *walk = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
	FTSENT *entry;
	int ret = 0;

	if (!walk)
		ret = error_set(err, errno, "%s: %s", folder, strerror(errno));
	while (ret == 0 && (entry = fts_read(walk))) {
		const char *name = entry->fts_path + strlen(folder);

		ret = check_entry(entry, name + (*name == '/'), label, err);
		if (ret == 0 && interrupt_signal())
			ret = error_set(err, EINTR, "%s: interrupted", label);
	}
	if (walk)
		fts_close(walk);
	free(copy);
	return ret;
}
