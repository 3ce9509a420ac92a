// SPDX-License-Identifier: GPL-2.0-only
#include "session/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "evidence/files.h"
#include "lib/alloc.h"
#include "lib/file.h"

int folder_make(struct session_folder *folder, const char *plan,
		struct error *err)
{
	char *plan_folder = xasprintf("out/%s", plan);
	char stamp[32];
	time_t now = time(NULL);
	struct tm utc;
	int ret = directory_make(plan_folder, err);

	strftime(stamp, sizeof(stamp), "%Y%m%dT%H%M%SZ", gmtime_r(&now, &utc));
	*folder = (struct session_folder){
		.path = xasprintf("%s/%s", plan_folder, stamp),
		.made = true,
		.lock_fd = -1,
	};
	for (int i = 2; ret == 0 && mkdir(folder->path, 0777); i++) {
		if (errno != EEXIST)
			ret = error_set(err, errno, "%s: %s", folder->path,
					strerror(errno));
		free(folder->path);
		folder->path = xasprintf("%s/%s-%d", plan_folder, stamp, i);
	}
	free(plan_folder);
	return ret;
}

int folder_find(struct session_folder *folder, const char *path,
		struct error *err)
{
	*folder = (struct session_folder){
		.path = realpath(path, NULL),
		.lock_fd = -1,
	};
	if (folder->path)
		return 0;
	return error_set(err, errno, "%s: %s", path, strerror(errno));
}

static int take_lock(struct session_folder *folder, struct error *err)
{
	char *path = xasprintf("%s/lock", folder->path);
	int ret = 0;

	folder->lock_fd = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC,
			       0666);
	if (folder->lock_fd < 0)
		ret = error_set(err, errno, "%s: %s", path, strerror(errno));
	else if (flock(folder->lock_fd, LOCK_EX | LOCK_NB))
		ret = error_set(err, EBUSY,
				"%s: another numaboot is running in it",
				folder->path);
	free(path);
	return ret;
}

/* What a killed numaboot was about to rename; nobody else writes here now. */
static void drop_unfinished(const char *folder)
{
	char *const roots[] = { (char *)folder, NULL };
	FTS *walk = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
	FTSENT *entry;

	while (walk && (entry = fts_read(walk))) {
		const char *end = strrchr(entry->fts_name, '.');

		if (entry->fts_info == FTS_D && strcmp(entry->fts_name,
				evidence_session_name(EVIDENCE_RUNS)) == 0)
			fts_set(walk, entry, FTS_SKIP);
		else if (entry->fts_info == FTS_F && end &&
			 strcmp(end, ".new") == 0)
			unlink(entry->fts_path);
	}
	if (walk)
		fts_close(walk);
}

int folder_lock(struct session_folder *folder, struct error *err)
{
	char *inputs = evidence_session_path(folder->path, EVIDENCE_INPUTS);
	int ret = take_lock(folder, err);

	if (ret == 0) {
		drop_unfinished(folder->path);
		folder->runs = evidence_session_path(folder->path, EVIDENCE_RUNS);
		ret = directory_make(folder->runs, err);
	}
	if (ret == 0)
		ret = directory_make(inputs, err);
	free(inputs);
	return ret;
}

bool folder_has(const struct session_folder *folder, const char *run_id)
{
	char *path = xasprintf("%s/%s", folder->runs, run_id);
	bool has = file_exists(path);

	free(path);
	return has;
}

int folder_set_aside(const struct session_folder *folder, const char *run_id,
		     struct error *err)
{
	char *from = xasprintf("%s/%s", folder->runs, run_id);
	char *to = xasprintf("%s.killed-1", from);
	int ret = 0;

	for (int i = 2; file_exists(to); i++) {
		free(to);
		to = xasprintf("%s.killed-%d", from, i);
	}
	if (rename(from, to))
		ret = error_set(err, errno, "%s: %s", from, strerror(errno));
	free(to);
	free(from);
	return ret;
}

/* A symbolic link is replaced by renaming a fresh one over it. */
int folder_point_latest(const struct session_folder *folder,
			struct error *err)
{
	const char *stamp = strrchr(folder->path, '/');
	char *latest = xasprintf("%.*s/latest",
				 stamp ? (int)(stamp - folder->path) : 1,
				 stamp ? folder->path : ".");
	char *fresh = xasprintf("%s.%d.new", latest, (int)getpid());
	int ret = 0;

	stamp = stamp ? stamp + 1 : folder->path;
	unlink(fresh);
	if (symlink(stamp, fresh) || rename(fresh, latest))
		ret = error_set(err, errno, "%s: %s", latest,
				strerror(errno));
	free(fresh);
	free(latest);
	return ret;
}

/* Ours alone only once it is locked. */
void folder_discard(const struct session_folder *folder)
{
	struct error ignored;

	if (folder->made && folder->runs)
		directory_remove(folder->path, &ignored);
}

void folder_close(struct session_folder *folder)
{
	if (folder->path && folder->lock_fd >= 0)
		close(folder->lock_fd);
	free(folder->path);
	free(folder->runs);
	*folder = (struct session_folder){ .lock_fd = -1 };
}
