/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_SESSION_FOLDER_H
#define NUMABOOT_SESSION_FOLDER_H

/*
 * The folder out/PLAN/STAMP of one session.  It is new, or one that an
 * interrupted session left; one process at a time works in it.
 */

#include <stdbool.h>

#include "lib/error.h"

/**
 * struct session_folder - where a session leaves everything
 * @path: the folder
 * @runs: its folder of evidence, one folder for each run
 * @again: … for the second boot of one of them
 * @made: by folder_make(): nothing of an earlier session is in it
 * @lock_fd: keeps a second process out
 */
struct session_folder {
	char *path;
	char *runs;
	char *again;
	bool made;
	int lock_fd;
};

/**
 * folder_make - a new folder, named by the time
 * @out: where plans have their folders
 * @plan: name of the plan
 *
 * Return: 0 or -errno; freed by folder_close() in both cases.
 */
int folder_make(struct session_folder *folder, const char *out,
		const char *plan, struct error *err);

/** folder_find - one that is there; Return: as folder_make() */
int folder_find(struct session_folder *folder, const char *path,
		struct error *err);

/** folder_name - one that is only read, by the path that it is called by */
void folder_name(struct session_folder *folder, const char *path);

/**
 * folder_lock - take it for this process and make runs/ and inputs/
 *
 * What a killed numaboot left in it goes; sealed runs are not looked at.
 *
 * Return: 0, -EBUSY, or -errno.
 */
int folder_lock(struct session_folder *folder, struct error *err);

/**
 * folder_hold - work on the tables of a session
 * @folder: its path
 *
 * Any number may do so at once.  Who comes when nobody works in the folder
 * removes the tables and reports that a killed numaboot left.
 *
 * Return: a descriptor whose close() ends that, or -1: it has no lock.
 */
int folder_hold(const char *folder);

/** folder_has - is a run sealed there already? */
bool folder_has(const struct session_folder *folder, const char *run_id);

/**
 * folder_set_aside - keep a sealed run under another name, to boot it again
 *
 * It becomes RUN.killed-N.
 *
 * Return: 0 or -errno.
 */
int folder_set_aside(const struct session_folder *folder, const char *run_id,
		     struct error *err);

/**
 * folder_point_latest - let `latest` beside the folder name it
 *
 * Return: 0 or -errno.
 */
int folder_point_latest(const struct session_folder *folder,
			struct error *err);

/** folder_discard - remove what folder_make() made and nothing was booted in */
void folder_discard(const struct session_folder *folder);

/** folder_close - free and unlock */
void folder_close(struct session_folder *folder);

#endif
