/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_RUNFILE_H
#define NUMABOOT_RUNFILE_H

#include "evidence/endstate.h"
#include "session/session.h"

/**
 * runfile_check - may this folder be gone on with?
 *
 * Reads its run.json and changes nothing.
 *
 * Return: 0, -EINVAL when it has none or had other inputs.
 */
int runfile_check(const struct session *session, struct error *err);

/**
 * runfile_begin - write run.json, unless a session is resumed
 *
 * run.json (docs/samples.md) holds everything that is needed to repeat the
 * session.
 *
 * Return: 0, -EINVAL when a resumed session had another accelerator, or
 * -errno.
 */
int runfile_begin(const struct session *session, struct error *err);

/**
 * runfile_end - say in run.json how all runs ended; point `latest` here
 * @counts: runs by end state
 * @wall_ns: that the boots took
 *
 * Return: 0 or -errno.
 */
int runfile_end(const struct session *session,
	       const int counts[END_STATE_COUNT], uint64_t wall_ns,
	       struct error *err);

/** runfile_cell - a cell as cell.json has it; Return: a new reference */
json_t *runfile_cell(const struct session *session, const struct cell *cell);

/**
 * runfile_load - read the run.json of a session's folder
 *
 * Return: a new reference, or NULL with the sentence set.
 */
json_t *runfile_load(const char *folder, struct error *err);

#endif
