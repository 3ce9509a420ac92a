// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/unchanged.h"

#include <errno.h>
#include <fts.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/alloc.h"
#include "lib/file.h"
#include "lib/interrupt.h"

#define COARSE_S 2

void unchanged_open(struct unchanged *look, const char *what)
{
	*look = (struct unchanged){ 0 };
	clock_gettime(CLOCK_REALTIME, &look->looked);
	SHA256Init(&look->digest);
	digest_add_text(&look->digest, "what", what);
}

static bool is_newer(const struct timespec *a, const struct timespec *b)
{
	return a->tv_sec != b->tv_sec ? a->tv_sec > b->tv_sec :
					a->tv_nsec > b->tv_nsec;
}

static void add(struct unchanged *look, const char *name,
		const struct stat *status)
{
	const uint64_t seen[] = {
		status->st_mode, (uint64_t)status->st_size, status->st_dev,
		status->st_ino, (uint64_t)status->st_mtim.tv_sec,
		(uint64_t)status->st_mtim.tv_nsec,
		(uint64_t)status->st_ctim.tv_sec,
		(uint64_t)status->st_ctim.tv_nsec,
	};

	SHA256Update(&look->digest, (const uint8_t *)name, strlen(name) + 1);
	SHA256Update(&look->digest, (const uint8_t *)seen, sizeof(seen));
	if (is_newer(&status->st_ctim, &look->newest))
		look->newest = status->st_ctim;
}

void unchanged_add(struct unchanged *look, const char *path)
{
	struct stat status;

	if (lstat(path, &status))
		status = (struct stat){ 0 };
	add(look, path, &status);
}

static int compare_names(const FTSENT **a, const FTSENT **b)
{
	return strcmp((*a)->fts_name, (*b)->fts_name);
}

int unchanged_add_tree(struct unchanged *look, const char *folder,
		       struct error *err)
{
	/* What a link of the user's leads to is the tree. */
	char *inside = xasprintf("%s/", folder);
	char *const roots[] = { inside, NULL };
	FTS *walk = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, compare_names);
	FTSENT *entry;
	int ret = 0;

	if (!walk)
		ret = error_set(err, errno, "%s: %s", folder, strerror(errno));
	while (ret == 0 && (entry = fts_read(walk))) {
		if (strcmp(entry->fts_name, ".git") == 0)
			fts_set(walk, entry, FTS_SKIP);
		else if (entry->fts_info != FTS_DP && entry->fts_statp)
			add(look, entry->fts_path, entry->fts_statp);
		if (interrupt_signal())
			ret = error_set(err, EINTR, "%s: interrupted", folder);
	}
	if (walk)
		fts_close(walk);
	free(inside);
	return ret;
}

void unchanged_close(struct unchanged *look, char hex[DIGEST_HEX_SIZE])
{
	SHA256End(&look->digest, hex);
}

static char *place_of(const char *cache, const char *hex)
{
	return xasprintf("%s/source-%.16s", cache, hex);
}

/* The file has the whole look: 16 digits of it are a name only. */
bool unchanged_recall(const char *cache, const char *look,
		      char sha256[DIGEST_HEX_SIZE])
{
	char *path = place_of(cache, look);
	struct error ignored;
	char *text = NULL;
	bool known = file_read(path, &text, NULL, &ignored) == 0 &&
		     strlen(text) == 2 * DIGEST_HEX_SIZE &&
		     strncmp(text, look, strlen(look)) == 0;

	if (known) {
		memcpy(sha256, text + DIGEST_HEX_SIZE, DIGEST_HEX_SIZE - 1);
		sha256[DIGEST_HEX_SIZE - 1] = '\0';
		known = digest_is_hex(sha256);
	}
	free(text);
	free(path);
	return known;
}

void unchanged_remember(const char *cache, const struct unchanged *look,
			const char *hex, const char *sha256)
{
	char *path = place_of(cache, hex);
	char *text = xasprintf("%s\n%s\n", hex, sha256);
	struct error ignored;

	if (look->newest.tv_sec + COARSE_S < look->looked.tv_sec)
		file_write(path, text, strlen(text), &ignored);
	free(text);
	free(path);
}
