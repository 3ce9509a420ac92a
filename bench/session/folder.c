// SPDX-License-Identifier: GPL-2.0-only
#include "session/folder.h"

#include <errno.h>
#include <signal.h>
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
#include "lib/leftover.h"
#include "lib/lock.h"

/* Links that others never renamed. */
static void sweep_links(const char *plan_folder)
{
	struct error ignored;
	char **names = NULL;

	if (directory_list(plan_folder, &names, &ignored) < 0)
		names = NULL;
	for (char **name = names; name && *name; name++) {
		char *path = xasprintf("%s/%s", plan_folder, *name);

		if (leftover_is_orphan(*name))
			unlink(path);
		free(path);
	}
	directory_list_free(names);
}

int folder_make(struct session_folder *folder, const char *out,
		const char *plan, struct error *err)
{
	char *plan_folder = xasprintf("%s/%s", out, plan);
	char stamp[32];
	time_t now = time(NULL);
	struct tm utc;
	int ret = directory_make(plan_folder, err);

	if (ret == 0)
		sweep_links(plan_folder);
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

static void name_parts(struct session_folder *folder)
{
	folder->runs = evidence_session_path(folder->path, EVIDENCE_RUNS);
	folder->again = evidence_session_path(folder->path, EVIDENCE_AGAIN);
}

void folder_name(struct session_folder *folder, const char *path)
{
	*folder = (struct session_folder){
		.path = xstrdup(path),
		.lock_fd = -1,
	};
	name_parts(folder);
}

static char *lock_path(const char *folder)
{
	return xasprintf("%s/lock", folder);
}

static int take_lock(struct session_folder *folder, struct error *err)
{
	char *path = lock_path(folder->path);
	int ret = 0;

	folder->lock_fd = lock_open(path, err);
	if (folder->lock_fd < 0)
		ret = folder->lock_fd;
	else if (!lock_try(folder->lock_fd, LOCK_EX))
		ret = error_set(err, EBUSY,
				"%s: another numaboot is running in it",
				folder->path);
	free(path);
	return ret;
}

static bool is_left(const char *name)
{
	return leftover_is_fresh(name) || leftover_is_partial(name);
}

int folder_hold(const char *folder)
{
	char *path = lock_path(folder);
	struct error ignored;
	int fd = file_exists(path) ? lock_open(path, &ignored) : -1;

	/* A run that is no run is for those who go on with the session. */
	if (fd >= 0 && lock_try(fd, LOCK_EX))
		leftover_sweep(folder, 2, leftover_is_orphan);
	if (fd >= 0)
		lock_try(fd, LOCK_SH);
	free(path);
	return fd;
}

int folder_lock(struct session_folder *folder, struct error *err)
{
	char *inputs = evidence_session_path(folder->path, EVIDENCE_INPUTS);
	int ret = take_lock(folder, err);

	if (ret == 0) {
		/* Nothing in a sealed run is looked at. */
		leftover_sweep(folder->path, 2, is_left);
		name_parts(folder);
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
	free(folder->again);
	*folder = (struct session_folder){ .lock_fd = -1 };
}
