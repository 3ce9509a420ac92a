// SPDX-License-Identifier: GPL-2.0-only
/* Formats of bench/evidence, and what tables take from a session's folder. */
#include "fuzz.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "evidence/cellrecord.h"
#include "evidence/console.h"
#include "evidence/evidence.h"
#include "evidence/files.h"
#include "evidence/guestrecords.h"
#include "evidence/hyperfine-times.h"
#include "evidence/perfcounts.h"
#include "evidence/profile.h"
#include "evidence/result.h"
#include "evidence/sessionrecord.h"
#include "evidence/topology-check.h"
#include "workload/columns.h"
#include "workload/samples.h"

void fuzz_console(const struct fuzz_input *input)
{
	struct console console;
	struct error err;

	if (console_read(&console, fuzz_put_input(input, "console.log"),
			 &err) == 0) {
		console_find_panic(&console);
		console_find_init(&console);
		console_last_line(&console);
	}
	console_release(&console);
}

void fuzz_guest_log(const struct fuzz_input *input)
{
	const char *path = fuzz_put_input(input, "guest.jsonl");
	struct guest_records records;
	struct guestlog log;
	struct error err;

	guestlog_read(path, &log, &err);
	guestlog_release(&log);
	if (guest_records_read(&records, path, &err) == 0)
		topology_check(fuzz_machine("numa4"), &records, UINT_MAX,
			       false, &err);
	guest_records_release(&records);
}

void fuzz_result(const struct fuzz_input *input)
{
	struct result result;
	struct error err;

	fuzz_put_input(input, "result.json");
	result_of(&result, fuzz_folder(), &err);
	fuzz_drop("result.json");
}

void fuzz_cell(const struct fuzz_input *input)
{
	struct cell_record cell;
	struct columns columns;
	struct error err;

	fuzz_put_input(input, "cell.json");
	if (cell_record_read(&cell, fuzz_folder(), &err) == 0) {
		columns_make(&columns, &cell, END_COMPLETED);
		columns_release(&columns);
	}
	cell_record_release(&cell);
	fuzz_drop("cell.json");
}

void fuzz_session(const struct fuzz_input *input)
{
	struct session_record record;
	struct error err;
	const char *folder;

	folder = fuzz_subfolder("session");
	fuzz_put_input(input, "session/run.json");
	if (session_record_read(&record, folder, &err) == 0)
		samples_write(&record, folder, &err);
	session_record_release(&record);
}

void fuzz_profile(const struct fuzz_input *input)
{
	struct profile profile;
	struct error err;

	profile_read(&profile, fuzz_put_input(input, "profile.tsv"), &err);
	profile_release(&profile);
}

static int take_count(void *context, const char *event, const char *value,
		      struct error *err)
{
	(void)err;
	*(size_t *)context += strlen(event) + (value ? strlen(value) : 0);
	return 0;
}

void fuzz_perf(const struct fuzz_input *input)
{
	size_t length = 0;
	struct error err;

	perfcounts_each(input->text, take_count, &length, &err);
}

void fuzz_hyperfine(const struct fuzz_input *input)
{
	struct hyperfine_times times;
	struct error err;

	fuzz_put_input(input, "hyperfine.json");
	hyperfine_times_read(fuzz_folder(), &times, &err);
	fuzz_drop("hyperfine.json");
}

void fuzz_sums(const struct fuzz_input *input)
{
	struct error err;
	const char *folder = fuzz_subfolder("sealed");

	fuzz_put_input(input, "sealed/SHA256SUMS");
	fuzz_put("sealed/console.log", "", 0);
	evidence_verify(folder, &err);
}
