// SPDX-License-Identifier: GPL-2.0-only
#include "workload/derived.h"

#include <stdlib.h>
#include <string.h>

#include "evidence/files.h"
#include "lib/alloc.h"
#include "lib/file.h"
#include "workload/registry.h"

/**
 * struct deriving - of all runs of a session
 * @folder: of the session
 * @runs: folder of its evidence
 * @record: its run.json
 */
struct deriving {
	const char *folder;
	char *runs;
	const struct session_record *record;
};

static bool differ_in_arm_only(const struct cell_record *a,
			       const struct cell_record *b)
{
	return a->block == b->block && strcmp(a->topology, b->topology) == 0 &&
	       strcmp(a->mapping, b->mapping) == 0 &&
	       strcmp(a->workload, b->workload) == 0;
}

/* Evidence of a cell, or NULL when it is not sealed; the caller frees. */
static char *find_evidence(const struct deriving *deriving,
			   const struct cell_record *cell)
{
	char *path = xasprintf("%s/%s", deriving->runs, cell->run_id);

	if (file_exists(path))
		return path;
	free(path);
	return NULL;
}

/* Of the cell that a further arm is compared with, likewise. */
static char *find_first(const struct deriving *deriving,
			const struct cell_record *cell)
{
	const struct session_record *record = deriving->record;

	if (session_record_arm(record, cell) == 0)
		return NULL;
	for (size_t i = 0; i < record->cell_count; i++) {
		const struct cell_record *other = &record->cells[i];

		if (session_record_arm(record, other) == 0 &&
		    differ_in_arm_only(cell, other))
			return find_evidence(deriving, other);
	}
	return NULL;
}

static int write_run(const struct deriving *deriving,
		     const struct cell_record *cell,
		     const struct derived *derived, const char *evidence,
		     struct error *err)
{
	int arm = session_record_arm(deriving->record, cell);
	char *first = find_first(deriving, cell);
	char *lines = evidence_session_lines(deriving->folder, arm,
					     cell->kernel_for);
	char *folder = xasprintf("%s/%s", deriving->folder, derived->folder);
	const struct derived_run run = {
		.run_id = cell->run_id,
		.evidence = evidence,
		.first = first,
		.lines = lines,
		.folder = folder,
	};
	int ret = derived->write(&run, err);

	free(folder);
	free(lines);
	free(first);
	return ret;
}

static int write_cell(const struct deriving *deriving,
		      const struct cell_record *cell, struct error *err)
{
	const struct workload *workload = workloads_find(cell->workload);
	char *evidence;
	int ret = 0;

	if (!workload || !workload->derived ||
	    session_record_is_layout(deriving->record, cell))
		return 0;
	evidence = find_evidence(deriving, cell);
	if (evidence)
		ret = write_run(deriving, cell, workload->derived, evidence,
				err);
	free(evidence);
	return ret;
}

int derived_write(const struct session_record *record, const char *folder,
		  struct error *err)
{
	const struct deriving deriving = {
		.folder = folder,
		.runs = evidence_session_path(folder, EVIDENCE_RUNS),
		.record = record,
	};
	int ret = 0;

	for (size_t i = 0; i < record->cell_count && ret == 0; i++)
		ret = write_cell(&deriving, &record->cells[i], err);
	free(deriving.runs);
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
