/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_FROZEN_H
#define NUMABOOT_FROZEN_H

/*
 * A plan that many hosts boot: the folder of a session whose run.json has all
 * cells, whose inputs/ has all that guests boot from, and whose runs/ has the
 * canary.  What a host brings itself, the program and QEMU, is there by its
 * hash.  Nobody boots anything of it with other inputs, and nothing that had
 * others is joined to it.
 */

#include <stdbool.h>

#include "evidence/sessionrecord.h"
#include "lib/digest.h"
#include "lib/error.h"

/* Below its folder: what hosts leave. */
#define FROZEN_SHARDS "shards"
/* Of its run.json. */
#define FROZEN_KEY "shards"

/**
 * struct frozen - a frozen plan
 * @folder: of it; not owned
 * @record: its run.json
 * @plan: name
 * @timed: of the timed engine
 * @count: how many shards there are
 * @canary: the run that each of them boots, too; NULL for a timed plan, whose
 *	boots are never equal
 * @program_sha256: of numaboot
 * @qemu_sha256: of the file that is started as QEMU
 * @sha256: over all that must be the same
 * @shards: of each cell of the record its shard, 0 of the canary
 */
struct frozen {
	const char *folder;
	struct session_record record;
	const char *plan;
	bool timed;
	int count;
	const char *canary;
	const char *program_sha256;
	const char *qemu_sha256;
	const char *sha256;
	int *shards;
};

/**
 * frozen_read - read a frozen plan
 * @folder: of it; outlives @frozen
 *
 * Return: 0 or -EINVAL with the sentence; frozen_release() in both cases.
 */
int frozen_read(struct frozen *frozen, const char *folder, struct error *err);

/**
 * frozen_check_host - has this host the program and QEMU that were frozen?
 *
 * Return: 0, -EINVAL with what was found and what was expected, or -errno.
 */
int frozen_check_host(const struct frozen *frozen, const char *qemu,
		      struct error *err);

/**
 * frozen_check_session - has a session the inputs and cells of a frozen plan?
 * @session: run.json of one shard
 *
 * Return: 0, or -EINVAL with the first that is another one.
 */
int frozen_check_session(const struct frozen *frozen,
			 const struct session_record *session,
			 struct error *err);

/**
 * frozen_note - "shard" of the run.json of a shard's session
 * @host: that boots it
 *
 * Return: a new reference.
 */
json_t *frozen_note(const struct frozen *frozen, int number, const char *host);

/** frozen_is_timed - is a session of the timed engine? */
bool frozen_is_timed(const struct session_record *record);

/**
 * frozen_deal - the shard of each cell, as deal_cells()
 * @shards: one for each cell; the caller frees, in all cases
 */
int frozen_deal(const struct session_record *record, const char *canary,
		int count, int **shards, struct error *err);

/** frozen_path - FOLDER/shards/…, printf-like; the caller frees */
char *frozen_path(const struct frozen *frozen, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/** frozen_release - free; a zeroed one is fine */
void frozen_release(struct frozen *frozen);

#endif
