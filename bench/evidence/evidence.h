/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_EVIDENCE_H
#define NUMABOOT_EVIDENCE_H

/*
 * The folder of a run while it is written, and its seal.  Until it is sealed the
 * name ends in .partial; a folder without that is complete, synced and never
 * written again.  SHA256SUMS has a hash of every other file.
 */

#include "lib/error.h"

/**
 * struct evidence - the folder of one run's raw files, being written
 * @runs: folder of all runs; not owned
 * @partial: where it is written; the name ends in ".partial"
 * @sealed: what it becomes
 *
 * Evidence is written once: evidence_seal() hashes every file into
 * SHA256SUMS, syncs all of it and renames the folder.  A folder without
 * the suffix is complete.
 */
struct evidence {
	const char *runs;
	char *partial;
	char *sealed;
};

/**
 * evidence_begin - make the folder, dropping what an interrupted run left
 * @runs: folder of all runs
 * @run_id: name of the folder once it is sealed
 *
 * Return: 0 or -errno.
 */
int evidence_begin(struct evidence *evidence, const char *runs,
		   const char *run_id, struct error *err);

/** evidence_seal - finish it; Return: 0 or -errno */
int evidence_seal(struct evidence *evidence, struct error *err);

/** evidence_release - free, and remove the folder when it is not sealed */
void evidence_release(struct evidence *evidence);

/**
 * evidence_verify - is a sealed folder still what was sealed?
 * @folder: of one run; its name is the run's
 *
 * Return: 0, -EBADMSG with the first file that is changed, added or missing,
 * or when the run in it has another name; or -errno.
 */
int evidence_verify(const char *folder, struct error *err);

#endif
