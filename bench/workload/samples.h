/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_SAMPLES_H
#define NUMABOOT_SAMPLES_H

/*
 * From sealed evidence to tables.  It is done as often as one likes with the
 * same result, since nothing but the evidence and run.json is read.  All
 * tables are written or none.
 */

#include "lib/error.h"

/**
 * samples_write - turn a session's evidence into tables
 * @folder: out/PLAN/STAMP, complete or not
 *
 * Writes samples.csv, memory.csv, metrics.csv and the tables of all workloads
 * (docs/samples.md) into @folder, each whole or not at all.  Evidence
 * that no longer matches its hashes is refused.
 *
 * Return: the number of runs that were read, or -errno.
 */
int samples_write(const char *folder, struct error *err);

#endif
