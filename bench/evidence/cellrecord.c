// SPDX-License-Identifier: GPL-2.0-only
#include "evidence/cellrecord.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "evidence/files.h"
#include "lib/alloc.h"
#include "lib/jsonfile.h"

int cell_record_take(struct cell_record *record, json_t *json,
		     const char *path, struct error *err)
{
	json_error_t problem;

	*record = (struct cell_record){ .json = json };
	if (json_unpack_ex(json, &problem, 0,
			   "{s:s, s:s, s:s, s:i, s:s, s:s, s:s, s:s, s:s, s:s, s?s}",
			   "run_id", &record->run_id, "cell", &record->name,
			   "plan", &record->plan, "block", &record->block,
			   "arm", &record->arm, "kernel", &record->kernel,
			   "topology", &record->topology,
			   "mapping", &record->mapping,
			   "workload", &record->workload,
			   "engine", &record->engine,
			   "kernel_for", &record->kernel_for))
		return error_set(err, EINVAL, "%s: a cell: %s", path,
				 problem.text);
	return 0;
}

int cell_record_read(struct cell_record *record, const char *folder,
		     struct error *err)
{
	json_t *json = jsonfile_read(folder, evidence_name(EVIDENCE_CELL),
				     err);
	char *path;
	int ret;

	*record = (struct cell_record){ 0 };
	if (!json)
		return -EINVAL;
	path = evidence_path(folder, EVIDENCE_CELL);
	ret = cell_record_take(record, json, path, err);
	free(path);
	return ret;
}

char *cell_record_label(const struct cell_record *record)
{
	bool whole = strncmp(record->arm, record->kernel,
			     strlen(record->kernel)) == 0;

	return xasprintf("%s%s%s%s on %s, %s mapping", record->arm,
			 whole ? "" : " (", whole ? "" : record->kernel,
			 whole ? "" : ")", record->topology, record->mapping);
}

void cell_record_release(struct cell_record *record)
{
	json_decref(record->json);
	*record = (struct cell_record){ 0 };
}
