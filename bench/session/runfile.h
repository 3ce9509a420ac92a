/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_RUNFILE_H
#define NUMABOOT_RUNFILE_H

/*
 * run.json (docs/samples.md): everything that is needed to repeat a session.
 * It is written before the first boot, and once more when all runs are sealed.
 */

#include "evidence/endstate.h"
#include "evidence/exactness.h"
#include "session/session.h"

/**
 * runfile_check - may this folder be gone on with?
 * @folder: of a session; its run.json is read
 * @inputs_sha256: of what is to be measured now
 *
 * Return: 0, -EINVAL when it has none or had other inputs.
 */
int runfile_check(const char *folder, const char *inputs_sha256,
		  struct error *err);

/** runfile_begin - write the run.json of a new session; Return: 0 or -errno */
int runfile_begin(const struct session *session, struct error *err);

/**
 * runfile_resume - may a folder's runs go on under this accelerator?
 *
 * Return: 0, or -EINVAL when they began under another one.
 */
int runfile_resume(const char *folder, enum accelerator accelerator,
		   struct error *err);

/** runfile_exactness - say what is known of it; Return: 0 or -errno */
int runfile_exactness(const char *folder, const struct exactness *exactness,
		      struct error *err);

/**
 * runfile_set - give it a key, or the key another value
 * @value: taken over
 *
 * Return: 0 or -errno.
 */
int runfile_set(const char *folder, const char *key, json_t *value,
		struct error *err);

/**
 * runfile_end - say in run.json how all runs ended
 * @counts: runs by end state
 * @wall_ns: that the boots took
 *
 * Return: 0 or -errno.
 */
int runfile_end(const char *folder, const int counts[END_STATE_COUNT],
		uint64_t wall_ns, struct error *err);

/** runfile_cell - a cell as cell.json has it; Return: a new reference */
json_t *runfile_cell(const struct session *session, const struct cell *cell);

#endif
