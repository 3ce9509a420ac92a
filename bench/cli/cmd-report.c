// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>

#include "cli/command.h"
#include "cli/folder.h"
#include "cli/report.h"
#include "evidence/sessionseal.h"
#include "workload/derived.h"
#include "workload/samples.h"

static char *latency;

static int make(const char *folder, struct error *err)
{
	struct session_record record;
	int ret = session_open_verified(&record, folder, err);

	if (ret == 0)
		ret = samples_check(&record, folder, err);
	if (ret == 0)
		ret = derived_write(&record, folder, err);
	if (ret == 0)
		ret = report_make(folder, latency, REPORT_WHOLE, err);
	session_record_release(&record);
	return ret;
}

/* Make the report of a run again from its tables, and what is beside it. */
int cmd_report(int argc, const char **argv)
{
	const struct poptOption options[] = {
		{ "latency", 0, POPT_ARG_STRING, &latency, 0,
		  "nanoseconds between nodes, for what is modelled: rows of numa-latency, or cpu_node,memory_node,ns (default: the topology's distances)",
		  "FILE" },
		POPT_AUTOHELP
		POPT_TABLEEND
	};
	int ret = folder_command(argc, argv, options, make, "report.html");

	free(latency);
	return ret;
}
