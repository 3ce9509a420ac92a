// SPDX-License-Identifier: GPL-2.0-only
#include "profiled.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "evidence/cellrecord.h"
#include "evidence/files.h"

static int read_title(struct profiled *run, const char *evidence,
		      struct error *err)
{
	struct cell_record cell;
	int ret = cell_record_read(&cell, evidence, err);

	if (ret == 0)
		run->title = cell_record_label(&cell);
	cell_record_release(&cell);
	return ret;
}

int profiled_read(struct profiled *run, const char *evidence,
		  struct error *err)
{
	char *path = evidence_path(evidence, EVIDENCE_CALLGRAPH);
	int ret;

	*run = (struct profiled){ 0 };
	ret = graph_read(&run->graph, path, err);
	free(path);
	return ret ? ret : read_title(run, evidence, err);
}

int profiled_check_machines(const struct profiled *a, const struct profiled *b,
			    struct error *err)
{
	if (strcmp(a->graph.machine, b->graph.machine) == 0)
		return 0;
	return error_set(err, EINVAL,
			 "counts of different machines cannot be compared: found `%s`, expected `%s`",
			 b->graph.machine, a->graph.machine);
}

void profiled_release(struct profiled *run)
{
	graph_release(&run->graph);
	free(run->title);
	*run = (struct profiled){ 0 };
}
