/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_EXACTNESS_H
#define NUMABOOT_EXACTNESS_H

/*
 * What a session of the exact engine found out about its own exactness: one
 * cell is booted twice, and run.json has under "exactness" whether both left
 * the same behind.  The second boot's evidence is in again/, sealed as the
 * runs are and in no table.  Nothing is read of a session whose boots differ.
 */

#include <jansson.h>
#include <stdbool.h>

#include "evidence/sessionrecord.h"
#include "lib/error.h"

/** enum exactness_state - what is known of it */
enum exactness_state {
	EXACTNESS_EQUAL,	/* two boots of this session are the same */
	EXACTNESS_DIFFERENT,	/* … are not */
	EXACTNESS_REMEMBERED,	/* two boots of another session were */
	EXACTNESS_UNKNOWN,	/* no boot could be repeated */
};

/**
 * struct exactness - the "exactness" of run.json
 * @cell: that was booted twice, or ""
 * @run_id: its run, also the folder in again/; "" when this session has none
 * @detail: the first difference, or why nothing is known, or ""
 */
struct exactness {
	enum exactness_state state;
	const char *cell;
	const char *run_id;
	const char *detail;
};

/**
 * exactness_set - write it into a run.json, with the seal of the second boot
 * @run: the JSON of run.json
 * @folder: of the session
 *
 * Return: 0 or -errno.
 */
int exactness_set(json_t *run, const char *folder,
		  const struct exactness *exactness, struct error *err);

/**
 * exactness_check - may a session's numbers be called exact?
 *
 * Return: 0, or -EBADMSG with the cell and the first difference.
 */
int exactness_check(const struct session_record *record, struct error *err);

/** exactness_seal - of a run that was booted twice, or NULL */
const char *exactness_seal(const struct session_record *record,
			   const char *run_id);

/** exactness_run - the run that must be in again/ once all is sealed, or NULL */
const char *exactness_run(const struct session_record *record);

#endif
