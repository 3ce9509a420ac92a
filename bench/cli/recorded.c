// SPDX-License-Identifier: GPL-2.0-only
#include "cli/recorded.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "evidence/cellrecord.h"
#include "evidence/files.h"
#include "evidence/sessionseal.h"
#include "lib/file.h"
#include "lib/root.h"

bool recorded_is(const char *word)
{
	char *path = evidence_path(word, EVIDENCE_CELL);
	bool recorded = file_exists(path);

	free(path);
	return recorded;
}

static int read_cell(struct recorded *run, const char *folder,
		     const struct workload *workload, struct error *err)
{
	struct cell_record cell;
	int ret = cell_record_read(&cell, folder, err);

	if (ret == 0 && strcmp(cell.workload, workload->name))
		ret = error_set(err, EINVAL,
				"%s: found a run of workload %s, expected one of %s",
				folder, cell.workload, workload->name);
	if (ret == 0)
		run->label = cell_record_label(&cell);
	cell_record_release(&cell);
	return ret;
}

int recorded_open(struct recorded *run, const char *folder,
		  const struct workload *workload, struct error *err)
{
	char *topology = evidence_path(folder, EVIDENCE_TOPOLOGY);
	char *symbols = root_path("kernels/symbols.ini");
	int ret = session_verify_run(folder, err);

	*run = (struct recorded){ 0 };
	if (ret == 0)
		ret = read_cell(run, folder, workload, err);
	if (ret == 0)
		ret = topology_load(&run->topology, topology, err);
	if (ret == 0)
		ret = symbols_read(&run->symbols, symbols, err);
	run->evidence = run_evidence_open(folder, &run->topology,
					  run->symbols);
	free(symbols);
	free(topology);
	return ret;
}

void recorded_close(struct recorded *run)
{
	run_evidence_close(&run->evidence);
	symbols_free(run->symbols);
	free(run->label);
	run->symbols = NULL;
	run->label = NULL;
}
