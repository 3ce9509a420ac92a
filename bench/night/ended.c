// SPDX-License-Identifier: GPL-2.0-only
#include "night/ended.h"

#include <stdlib.h>
#include <string.h>

#include "evidence/console.h"
#include "evidence/files.h"
#include "evidence/result.h"
#include "evidence/sessionrecord.h"
#include "lib/alloc.h"

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

/* Of the first line of registers. */
static char *find_rip(const struct console *console)
{
	for (size_t i = 0; i < console->count; i++) {
		const char *found = strstr(console->lines[i].text, RIP);

		if (found)
			return xasprintf("%.*s",
				(int)strcspn(found + strlen(RIP), "+ \r\n"),
				found + strlen(RIP));
	}
	return NULL;
}

/* On the console, else in the buffer that no console has printed yet. */
char *ended_function(const char *folder, const struct cell_name *cell,
		     const char *workload)
{
	char *run = find_run(folder, cell, workload);
	char *function = NULL;

	for (int log = 0; run && log < 2 && !function; log++) {
		char *path = evidence_path(run, log ? EVIDENCE_LOG_BUFFER :
						      EVIDENCE_CONSOLE);
		struct console console = { 0 };
		struct error ignored;

		if ((log ? console_read_log_buffer : console_read)(
				&console, path, &ignored) == 0)
			function = find_rip(&console);
		console_release(&console);
		free(path);
	}
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
