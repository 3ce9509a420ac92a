/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_GUEST_PROGRAM_H
#define NUMABOOT_GUEST_PROGRAM_H

/*
 * Programs that the guest runs, probes and others, inside a deadline.  Every
 * line that one prints becomes a record, once it has ended.  One that cannot
 * work here is skipped, which is no failure.
 */

#include <stdint.h>

#include "lib/error.h"

/* What program_run() returns of a program that cannot do its work here. */
#define PROGRAM_SKIPPED 1

/** struct program_place - where programs are, and how long one may take */
struct program_place {
	const char *folder;   /* "/bin" */
	uint64_t deadline_ns; /* CLOCK_MONOTONIC: they are ended then */
};

/**
 * program_run - run a program and record what it says
 * @place: where and how long
 * @words: "NAME[,ARGUMENT]…"; a comma inside an argument is written twice
 * @fd: where records go: one for each line of its stdout, then its exit
 *
 * Its stdout is kept in memory until it has ended, so that nothing is
 * written to a port while it works; its stderr goes to ours at once.
 * More than 1 MiB of either ends it.
 *
 * Return: 0; PROGRAM_SKIPPED with @err set to its last words (it ended with
 * code 77); or -errno with @err set.
 */
int program_run(const struct program_place *place, const char *words, int fd,
		struct error *err);

#endif
