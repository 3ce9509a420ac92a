/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_DERIVED_H
#define NUMABOOT_DERIVED_H

/*
 * Files for people that workloads make of their runs: pictures, diffs, what
 * other tools open.  They come from a session's folder alone, from evidence,
 * run.json and inputs/, so they can be removed and made again with the same
 * bytes at any time.  No table and no report is made from them.
 */

#include "evidence/sessionrecord.h"
#include "lib/error.h"

/**
 * derived_write - make those of all sealed runs of a session
 * @record: its run.json
 * @folder: out/PLAN/STAMP, complete or not; session_verify() has been there
 *
 * Return: 0 or -errno.
 */
int derived_write(const struct session_record *record, const char *folder,
		  struct error *err);

/**
 * derived_each - hand over the folders that derived_write() made
 * @folder: of the session
 */
void derived_each(const char *folder, void (*take)(const char *path));

#endif
