/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_EVIDENCE_DESCRIBED_H
#define NUMABOOT_EVIDENCE_DESCRIBED_H

/*
 * What was booted and why, as the session wrote it down (docs/evidence.md):
 * cell.json of a run, run.json of a session.  They are read here, whoever
 * wrote them; jsonfile_text() takes their strings.
 */

#include <jansson.h>

#include "lib/error.h"

/**
 * evidence_cell - the cell.json of a run
 * @folder: of the run
 *
 * Return: a new reference, or NULL with the sentence set.
 */
json_t *evidence_cell(const char *folder, struct error *err);

/**
 * evidence_session - the run.json of a session
 * @folder: of the session
 *
 * Return: a new reference, or NULL with the sentence set.
 */
json_t *evidence_session(const char *folder, struct error *err);

#endif
