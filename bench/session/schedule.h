/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_SCHEDULE_H
#define NUMABOOT_SCHEDULE_H

/*
 * The boots of a session, several at a time under the exact engine and one at a
 * time under the timed one.  Each is a process of its own that dies with this
 * one, and what is sealed is not booted again.
 */

#include "evidence/endstate.h"
#include "session/session.h"

/**
 * schedule_run - boot every cell of a session that has no evidence yet
 * @jobs: boots at a time; a timed session always takes one
 * @counts: runs by end state, those found sealed included
 *
 * Each boot runs in a process of its own, so that nothing of one can
 * reach another; it dies with this one.  How far it is goes to stderr.  One
 * cell is booted twice (session/twice.h), and what comes out is in run.json.
 *
 * Return: 0 when every cell is sealed, -EINTR, -EBADMSG when two boots of one
 * cell differ, or -errno of the first boot that this host could not do.  What
 * is sealed stays.
 */
int schedule_run(const struct session *session, int jobs,
		 int counts[END_STATE_COUNT], struct error *err);

#endif
