/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_TWICE_H
#define NUMABOOT_TWICE_H

/*
 * A session of the exact engine measures its own exactness: it boots one cell
 * twice, before the others, and ends at once when the two differ.  A session of
 * one cell does so where no such pair is known yet of its environment: QEMU,
 * plugin, guest's init, host CPU, what is recorded, and as many CPUs in the
 * guest's tables.  A shard boots its canary once, and what another host left of
 * it stands for the second boot.
 */

#include "evidence/exactness.h"
#include "session/session.h"

/**
 * struct twice - how far it is
 * @order: @count cells that two boots can be compared of, the one to try first
 *	first
 * @at: index into it: what is tried now
 * @over: nothing is left to do
 * @started: the second boot of that one
 * @state: what has come out once it is over
 * @detail: with it
 */
struct twice {
	const struct session *session;
	const struct cell **order;
	int count;
	int at;
	bool over;
	bool started;
	enum exactness_state state;
	char *detail;
};

/**
 * twice_begin - choose the cell, or remember an earlier pair
 *
 * A second boot that the host kept from its end in an interrupted session is
 * dropped.
 *
 * Return: 0 or -errno; ended by twice_end() in both cases.
 */
int twice_begin(struct twice *twice, const struct session *session,
		struct error *err);

/**
 * twice_next - what must be booted for it now
 * @cell: NULL: nothing, or what is needed is under way
 * @again: this is the second boot, into session_folder.again
 *
 * The first boot is one of the session's runs.  One that does not complete is
 * not repeated; another cell is tried then.
 *
 * Return: 0 or -errno; -EBADMSG once two boots differ.
 */
int twice_next(struct twice *twice, const struct cell **cell, bool *again,
	       struct error *err);

/** twice_record - say in run.json what came out; Return: 0 or -errno */
int twice_record(const struct twice *twice, struct error *err);

/** twice_end - free */
void twice_end(struct twice *twice);

#endif
