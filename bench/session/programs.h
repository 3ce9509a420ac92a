/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_PROGRAMS_H
#define NUMABOOT_PROGRAMS_H

#include <sha2.h>

#include "lib/error.h"
#include "machine/program.h"
#include "plan/cells.h"

struct session;

/**
 * struct workload_program - what the guests of one workload run
 * @files: of the program, none when the workload has no program
 * @missing: why there is none on this host, or NULL
 * @initramfs: for each topology, with the program in it; NULL without one
 */
struct workload_program {
	struct program files;
	char *missing;
	char **initramfs;
};

/**
 * programs_find - the program of each workload of the plan
 *
 * One of ours that is not there fails.  Of the host's it is noted: boots of
 * that workload are skipped.
 *
 * Return: 0 or -errno; session_close() frees by programs_release().
 */
int programs_find(struct session *session, struct error *err);

/** programs_hash - every file that guests run; Return: 0 or -errno */
int programs_hash(const struct session *session, SHA2_CTX *digest,
		  struct error *err);

/**
 * programs_write_initramfs - inputs/WORKLOAD/TOPOLOGY.cpio for those that
 * run a program
 * @init: path of the guest's init
 *
 * Return: 0 or -errno.
 */
int programs_write_initramfs(struct session *session, const char *init,
			     struct error *err);

/** programs_initramfs - what a cell boots from */
const char *programs_initramfs(const struct session *session,
			       const struct cell *cell);

/** programs_missing - why a cell cannot run on this host, or NULL */
const char *programs_missing(const struct session *session,
			     const struct cell *cell);

/** programs_release - free */
void programs_release(struct session *session);

#endif
