// SPDX-License-Identifier: GPL-2.0-only
#include "workload/derived.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "evidence/evidence.h"
#include "evidence/files.h"
#include "lib/alloc.h"
#include "lib/file.h"
#include "lib/jsonfile.h"
#include "workload/registry.h"

/**
 * struct session_record - a session as its folder has it
 * @folder: of the session
 * @runs: folder of its evidence
 * @run: its run.json
 */
struct session_record {
	const char *folder;
	char *runs;
	json_t *run;
};

static int find_arm(const struct session_record *record, const json_t *cell)
{
	const char *name = jsonfile_text(cell, "arm");
	const json_t *arm;
	size_t index;

	json_array_foreach(json_object_get(record->run, "arms"), index, arm)
		if (strcmp(jsonfile_text(arm, "name"), name) == 0)
			return (int)index;
	return -1;
}

static bool differ_in_arm_only(const json_t *a, const json_t *b)
{
	static const char *const keys[] = {
		"block", "topology", "mapping", "workload",
	};

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (!json_equal(json_object_get(a, keys[i]),
				json_object_get(b, keys[i])))
			return false;
	return true;
}

/* Evidence of a cell, or NULL when it is not sealed; the caller frees. */
static char *find_evidence(const struct session_record *record,
			   const json_t *cell)
{
	char *path = xasprintf("%s/%s", record->runs,
			       jsonfile_text(cell, "run_id"));

	if (file_exists(path))
		return path;
	free(path);
	return NULL;
}

/* Of the cell that a further arm is compared with, likewise. */
static char *find_first(const struct session_record *record,
			const json_t *cell)
{
	const json_t *other;
	size_t index;

	if (find_arm(record, cell) == 0)
		return NULL;
	json_array_foreach(json_object_get(record->run, "cells"), index,
			   other)
		if (find_arm(record, other) == 0 &&
		    differ_in_arm_only(cell, other))
			return find_evidence(record, other);
	return NULL;
}

static int write_run(const struct session_record *record, const json_t *cell,
		     const struct derived *derived, const char *evidence,
		     struct error *err)
{
	char *first = find_first(record, cell);
	char *lines = evidence_session_lines(record->folder,
					 find_arm(record, cell));
	char *folder = xasprintf("%s/%s", record->folder, derived->folder);
	const struct derived_run run = {
		.run_id = jsonfile_text(cell, "run_id"),
		.evidence = evidence,
		.first = first,
		.lines = lines,
		.folder = folder,
	};
	int ret = evidence_verify(evidence, err);

	if (ret == 0 && first)
		ret = evidence_verify(first, err);
	if (ret == 0)
		ret = derived->write(&run, err);
	free(folder);
	free(lines);
	free(first);
	return ret;
}

static int write_cell(const struct session_record *record,
		      const json_t *cell, struct error *err)
{
	const struct workload *workload =
		workloads_find(jsonfile_text(cell, "workload"));
	char *evidence;
	int ret = 0;

	if (!workload || !workload->derived)
		return 0;
	evidence = find_evidence(record, cell);
	if (evidence)
		ret = write_run(record, cell, workload->derived, evidence,
				err);
	free(evidence);
	return ret;
}

int derived_write(const char *folder, struct error *err)
{
	struct session_record record = {
		.folder = folder,
		.runs = evidence_session_path(folder, EVIDENCE_RUNS),
		.run = jsonfile_read(folder, evidence_session_name(EVIDENCE_RUN_JSON), err),
	};
	int ret = record.run ? 0 : -EINVAL;
	const json_t *cell;
	size_t index;

	json_array_foreach(json_object_get(record.run, "cells"), index, cell) {
		ret = write_cell(&record, cell, err);
		if (ret)
			break;
	}
	json_decref(record.run);
	free(record.runs);
	return ret;
}

void derived_each(const char *folder, void (*take)(const char *path))
{
	for (const struct workload *const *at = workloads_all(); *at; at++) {
		char *path;

		if (!(*at)->derived)
			continue;
		path = xasprintf("%s/%s", folder, (*at)->derived->folder);
		if (file_exists(path))
			take(path);
		free(path);
	}
}
