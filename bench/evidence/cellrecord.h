/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_CELLRECORD_H
#define NUMABOOT_CELLRECORD_H

/*
 * What was booted and why, as the session wrote it down (docs/evidence.md):
 * the cell.json of a run, and the same as an entry of run.json.  Every field
 * is there, or the record is refused.
 */

#include <jansson.h>

#include "lib/error.h"

/**
 * struct cell_record - a cell as it was booted
 * @json: what the strings belong to; owned
 * @run_id: name of its evidence folder
 * @name: ARM/TOPOLOGY/MAPPING/WORKLOAD
 * @block: from 0
 * @kernel_for: mapping that its kernel is for alone, or NULL: the arm's only one
 */
struct cell_record {
	json_t *json;
	const char *run_id;
	const char *name;
	const char *plan;
	const char *arm;
	const char *kernel;
	const char *topology;
	const char *mapping;
	const char *workload;
	const char *engine;
	const char *kernel_for;
	int block;
};

/**
 * cell_record_take - understand an object
 * @json: the reference becomes the record's
 * @path: the file that it stands in, for the sentence
 *
 * Return: 0 or -EINVAL; cell_record_release() in both cases.
 */
int cell_record_take(struct cell_record *record, json_t *json,
		     const char *path, struct error *err);

/** cell_record_read - the cell.json of a run's folder; Return: likewise */
int cell_record_read(struct cell_record *record, const char *folder,
		     struct error *err);

/**
 * cell_record_label - arm, topology and mapping in one line
 *
 * With the kernel in parentheses where the arm was written without its base.
 *
 * Return: text, which the caller frees.
 */
char *cell_record_label(const struct cell_record *record);

/** cell_record_release - free; a zeroed one is fine */
void cell_record_release(struct cell_record *record);

#endif
