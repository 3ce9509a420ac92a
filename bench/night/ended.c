// SPDX-License-Identifier: GPL-2.0-only
#include "night/ended.h"

#include <stdlib.h>
#include <string.h>

#include "evidence/files.h"
#include "evidence/result.h"
#include "evidence/sessionrecord.h"
#include "lib/alloc.h"
#include "lib/file.h"

/* x86's line of registers: "RIP: 0010:FUNCTION+0x12/0x40". */
#define RIP "RIP: 0010:"

static char *find_run(const char *folder, const struct cell_name *cell,
		      const char *workload)
{
	struct session_record record;
	struct error ignored;
	char *path = NULL;

	if (session_record_read(&record, folder, &ignored) == 0)
		for (size_t i = 0; i < record.cell_count && !path; i++) {
			const struct cell_record *at = &record.cells[i];

			if (strcmp(at->arm, cell->arm) == 0 &&
			    strcmp(at->topology, cell->topology) == 0 &&
			    strcmp(at->mapping, cell->mapping) == 0 &&
			    strcmp(at->workload, workload) == 0) {
				char *runs = evidence_session_path(
					folder, EVIDENCE_RUNS);

				path = xasprintf("%s/%s", runs, at->run_id);
				free(runs);
			}
		}
	session_record_release(&record);
	return path;
}

char *ended_function(const char *folder, const struct cell_name *cell,
		     const char *workload)
{
	char *run = find_run(folder, cell, workload);
	char *console = run ? evidence_path(run, EVIDENCE_CONSOLE) : NULL;
	char *text = NULL, *found, *function = NULL;
	struct error ignored;

	if (console && file_exists(console) &&
	    file_read(console, &text, NULL, &ignored) == 0) {
		found = strstr(text, RIP);
		if (found) {
			found += strlen(RIP);
			function = xasprintf("%.*s",
				(int)strcspn(found, "+ \r\n"), found);
		}
	}
	free(text);
	free(console);
	free(run);
	return function;
}

char *ended_tell(const char *folder, const struct cell_name *cell,
		 const char *workload)
{
	char *run = find_run(folder, cell, workload);
	char *function = ended_function(folder, cell, workload);
	struct result result = { 0 };
	struct error ignored;
	char *told;

	if (!run || result_of(&result, run, &ignored))
		result.reason[0] = '\0';
	told = xasprintf("%s%s%s", result.reason,
			 function && *function ? "; it stood in " : "",
			 function && *function ? function : "");
	free(function);
	free(run);
	return told;
}
