/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_SAMPLES_H
#define NUMABOOT_SAMPLES_H

#include "lib/error.h"

/**
 * samples_write - turn a session's evidence into tables
 * @folder: out/PLAN/STAMP, complete or not
 *
 * Writes samples.csv, placements.csv, memory.csv and metrics.csv
 * (docs/samples.md) into @folder, each whole or not at all.  Evidence
 * that no longer matches its hashes is refused.
 *
 * Return: the number of runs that were read, or -errno.
 */
int samples_write(const char *folder, struct error *err);

#endif
