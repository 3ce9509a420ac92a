/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_RUN_EVIDENCE_H
#define NUMABOOT_RUN_EVIDENCE_H

/*
 * The evidence of one run while it is read: a folder, what its guest was
 * given, and what has been read of it so far.  A file is read when it is first
 * asked for and kept until run_evidence_close(), so none is parsed twice.
 */

#include "evidence/guestrecords.h"
#include "evidence/result.h"
#include "lib/error.h"

struct run_cache;
struct symbols;
struct topology;

/**
 * struct run_evidence - what a workload may read to make its samples
 * @directory: the evidence folder of one completed run; owned
 * @topology: what the guest was given
 * @symbols: the kernels' symbol groups and milestones; NULL while the run is
 *	not sealed yet
 * @cache: what has been read; private
 */
struct run_evidence {
	char *directory;
	const struct topology *topology;
	const struct symbols *symbols;
	struct run_cache *cache;
};

/** run_evidence_open - nothing is read yet; ended by run_evidence_close() */
struct run_evidence run_evidence_open(const char *directory,
				      const struct topology *topology,
				      const struct symbols *symbols);

/** run_evidence_close - free what was read, and the folder's name */
void run_evidence_close(struct run_evidence *evidence);

/**
 * evidence_guest - what the guest said
 * @guest: its records, which live until run_evidence_close()
 *
 * Return: as guest_records_read().
 */
int evidence_guest(const struct run_evidence *evidence,
		   const struct guest_records **guest, struct error *err);

/**
 * evidence_result - how the run ended
 * @result: lives as long
 *
 * Return: as result_of().
 */
int evidence_result(const struct run_evidence *evidence,
		    const struct result **result, struct error *err);

#endif
