/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_ATTEMPT_H
#define NUMABOOT_ATTEMPT_H

/*
 * The tries of a frozen plan's shards: SHARD/HOST/STAMP below its shards/, each
 * a session of its own.  A task that was killed, or that runs again, or late,
 * makes a new one, so nobody writes where another one has been.  All are kept;
 * what is taken of them is what is sealed, by hosts whose canary is that of the
 * frozen plan.
 */

#include "shard/frozen.h"

/** enum attempt_state - what a try is worth */
enum attempt_state {
	ATTEMPT_USABLE,
	ATTEMPT_UNKNOWN,	/* its canary is not sealed yet */
	ATTEMPT_BROKEN,		/* it is not as it was sealed */
	ATTEMPT_REFUSED,	/* the host has other inputs; nothing was booted */
	ATTEMPT_DIFFERS,	/* its canary is another one */
};

/**
 * struct attempt - one try
 * @shard: from 1
 * @host: that it ran on
 * @path: of the session's folder, or of the file that says why there is none
 * @state: the host's worst one decides for ATTEMPT_DIFFERS
 * @reason: one sentence, "" when it is usable
 * @record: run.json; empty where there is none
 */
struct attempt {
	int shard;
	char *host;
	char *path;
	enum attempt_state state;
	char *reason;
	struct session_record record;
};

/**
 * struct attempts - all of them
 * @list: @count of them, by shard, host and time
 */
struct attempts {
	struct attempt *list;
	int count;
};

/**
 * attempts_read - read and verify what is there
 * @shard: of this one, or 0: of all
 *
 * What is broken or differs is no failure.  What belongs to another frozen plan
 * is one, and so are times of two kinds of hosts.
 *
 * Return: 0; -EINVAL for what must not be mixed; or -errno.
 * attempts_release() in all cases.
 */
int attempts_read(struct attempts *attempts, const struct frozen *frozen,
		  int shard, struct error *err);

/** attempt_has - is this run sealed there, by its guest's own end? */
bool attempt_has(const struct attempt *attempt, const char *run_id);

/**
 * attempt_compare - is a run of it as another one of the same cell?
 * @run: evidence folder of that one
 *
 * Boots that a host ended say nothing, and neither do cells in which the host
 * decides when something happens.
 *
 * Return: 0, -EBADMSG with both folders and the first difference, or -errno.
 */
int attempt_compare(const struct attempt *attempt, const char *run_id,
		    const char *run, struct error *err);

/** attempt_run - where its evidence is; the caller frees */
char *attempt_run(const struct attempt *attempt, const char *run_id);

/**
 * attempt_refuse - leave a word that a host was refused
 * @reason: the sentence
 */
void attempt_refuse(const struct frozen *frozen, int shard, const char *host,
		    const char *reason);

/**
 * attempts_excluded - a host of which nothing is taken
 * @from: the one before, or NULL for the first
 *
 * Each host is handed out once, with the first reason.
 *
 * Return: one of its tries, or NULL.
 */
const struct attempt *attempts_excluded(const struct attempts *attempts,
					const struct attempt *from);

/** attempts_release - free; a zeroed one is fine */
void attempts_release(struct attempts *attempts);

#endif
