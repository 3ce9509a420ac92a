/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_SAMPLES_H
#define NUMABOOT_SAMPLES_H

/*
 * From sealed evidence to tables.  It is done as often as one likes with the
 * same result, since nothing but the evidence and run.json is read.  All
 * tables are written or none.
 */

#include "evidence/sessionrecord.h"
#include "lib/error.h"

/**
 * samples_write - turn a session's evidence into tables
 * @record: its run.json
 * @folder: out/PLAN/STAMP, complete or not; session_verify() has been there
 *
 * Writes samples.csv, memory.csv, metrics.csv and the tables of all workloads
 * (docs/samples.md) into @folder, each whole or not at all, and their
 * SHA256SUMS.
 *
 * Return: the number of runs that were read, or -errno.
 */
int samples_write(const struct session_record *record, const char *folder,
		  struct error *err);

/** samples_write_into - the same, into another folder; Return: likewise */
int samples_write_into(const struct session_record *record,
		       const char *folder, const char *into,
		       struct error *err);

/**
 * samples_check - are a session's tables those that samples_write() wrote?
 *
 * The tables of numaboot 0.1 have no sums and are taken as they are.
 *
 * Return: as sums_check().
 */
int samples_check(const struct session_record *record, const char *folder,
		  struct error *err);

#endif
