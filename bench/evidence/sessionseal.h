/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_SESSIONSEAL_H
#define NUMABOOT_SESSIONSEAL_H

/*
 * What binds a session's folder together.  run.json has a hash of itself, of
 * every file of inputs/, and, once all runs are sealed, of the SHA256SUMS of
 * each run and of the second boot of one (evidence/exactness.h).  So no run, no
 * input and no line of run.json can be another one than when it was written.
 * The folders of numaboot 0.1 have a run.json without hashes: of them the runs
 * are checked, by their own sums and their names.
 */

#include <jansson.h>
#include <stdbool.h>

#include "evidence/sessionrecord.h"
#include "lib/error.h"

/** session_seal_inputs - run.json gets the hashes of inputs/; 0 or -errno */
int session_seal_inputs(json_t *run, const char *folder, struct error *err);

/** session_seal_runs - run.json gets the seal of each run; 0 or -errno */
int session_seal_runs(json_t *run, const char *folder, struct error *err);

/** session_unseal_runs - run.json loses them: there are runs to come */
void session_unseal_runs(json_t *run);

/** enum session_missing - what a run is that a complete session lacks */
enum session_missing {
	SESSION_MISSING_REFUSED,
	SESSION_MISSING_BOOTED,
};

/**
 * session_verify - is all of a session's folder as it was written?
 * @record: its run.json
 * @missing: whether a run may be gone although all were sealed
 *
 * Reads and hashes every file of all sealed runs and of inputs/.
 *
 * Return: 0, -EBADMSG with the first file or folder that is changed, added,
 * missing or of another run; or -errno.
 */
int session_verify(const struct session_record *record, const char *folder,
		   enum session_missing missing, struct error *err);

/**
 * session_open_verified - read a session's run.json and verify all of its folder
 *
 * Return: as session_record_read(), or as session_verify();
 * session_record_release() in both cases.
 */
int session_open_verified(struct session_record *record, const char *folder,
			  struct error *err);

/**
 * session_verify_run - evidence_verify() of a run, and of its place
 * @folder: of the run.  Where it lies in a session's folder, that session
 *	must have this run, as it was sealed
 *
 * Return: as session_verify().
 */
int session_verify_run(const char *folder, struct error *err);

#endif
