/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_SESSIONRECORD_H
#define NUMABOOT_SESSIONRECORD_H

/*
 * The run.json of a session (docs/samples.md), as far as it is read back here:
 * its cells, arms and topologies, and what a resumed session must have in
 * common with it.
 */

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "evidence/cellrecord.h"

/**
 * struct session_record - a session as its folder has it
 * @json: all of run.json; owned
 * @path: of the file
 * @cells: @cell_count of them, in the order of the boots
 * @arms: @arm_count names, the first is what the others are compared with
 * @layout: index of the arm that is the layout control, or -1: the first arm
 *	with another padding, with which nothing is compared
 * @topologies: @topology_count names
 * @topology_texts: of each topology its file, or NULL: older runs have none
 * @plan_text: the plan as a file's text, or NULL: likewise, and of plans that
 *	no file can say
 * @inputs_sha256: over all that decided what was measured, or NULL
 * @accelerator: that ran the guests, or NULL
 * @complete: whether all runs were sealed when it was written
 * @sealed: whether it has hashes (evidence/sessionseal.h); 0.1 wrote none
 */
struct session_record {
	json_t *json;
	char *path;
	struct cell_record *cells;
	size_t cell_count;
	const char **arms;
	size_t arm_count;
	int layout;
	const char **topologies;
	size_t topology_count;
	const char **topology_texts;
	const char *plan_text;
	const char *inputs_sha256;
	const char *accelerator;
	bool complete;
	bool sealed;
};

/**
 * session_record_read - read a session's run.json
 * @folder: of the session
 *
 * Return: 0, or -EINVAL with the sentence, also when it has been changed; session_record_release() in both
 * cases.
 */
int session_record_read(struct session_record *record, const char *folder,
			struct error *err);

/** session_record_cell - the cell of a run, or NULL */
const struct cell_record *
session_record_cell(const struct session_record *record, const char *run_id);

/** session_record_arm - index of a cell's arm; it is there */
int session_record_arm(const struct session_record *record,
		       const struct cell_record *cell);

/** session_record_is_layout - whether a cell is one of the layout control */
bool session_record_is_layout(const struct session_record *record,
			      const struct cell_record *cell);

/** session_record_release - free; a zeroed one is fine */
void session_record_release(struct session_record *record);

#endif
