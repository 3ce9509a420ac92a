/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_NUMBERS_H
#define NUMABOOT_NUMBERS_H

/*
 * The first numbers of a run, for people: those of the whole boot, and of these
 * what a report's findings begin with.  All are in samples.csv.
 */

#include <stdio.h>

#define NUMBERS_LINES 5

/**
 * numbers_print - up to NUMBERS_LINES lines of metric, value and unit
 * @folder: of a session with its samples.csv
 *
 * Nothing of a run that has none, as one that failed.
 */
void numbers_print(const char *folder, const char *run_id, FILE *out);

#endif
