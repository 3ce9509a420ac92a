/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_EARLIER_H
#define NUMABOOT_EARLIER_H

/*
 * What was measured exactly need not be booted again: a finished session of the
 * same plan and inputs, by the same program, QEMU and CPU, in the same folder
 * out/PLAN.  Only its sealed evidence is taken; tables and report are made of
 * it anew.  A session that the host had a part in is never taken: timed ones,
 * deadlines, a QEMU that was killed, memory that leaves when the host says so.
 */

#include "evidence/endstate.h"
#include "session/session.h"

/**
 * earlier_find - is there one?
 * @session: with its inputs, without a folder
 * @out: where plans have their folders
 * @path: its folder, or NULL; the caller frees
 *
 * One that is remembered and no longer whole is told on stderr.
 *
 * Return: 0 or -errno.
 */
int earlier_find(const struct session *session, const char *out, char **path,
		 struct error *err);

/** earlier_counts - its runs by end state; Return: 0 or -errno */
int earlier_counts(const char *folder, int counts[END_STATE_COUNT],
		   struct error *err);

/**
 * earlier_remember - let a session that has ended be found
 * @counts: its runs by end state
 *
 * Where it must not be taken, or nothing can be kept, nothing is.
 */
void earlier_remember(const struct session *session,
		      const int counts[END_STATE_COUNT]);

#endif
