// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <stdlib.h>

#include "cli/answer.h"
#include "cli/command.h"
#include "cli/fail-on.h"
#include "cli/folder.h"
#include "cli/report.h"
#include "evidence/sessionseal.h"
#include "lib/alloc.h"
#include "lib/jsonfile.h"
#include "workload/derived.h"
#include "workload/samples.h"

#define PAGE "report.html"

static char *latency;
static int json;

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

/* Arms that --fail-on names are those that are compared. */
static int check_arms(const struct session_record *record, struct error *err)
{
	const char **arms = xcalloc(record->arm_count + 1, sizeof(*arms));
	size_t count = 0;
	int ret;

	for (size_t i = 0; i < record->arm_count; i++)
		if ((int)i != record->layout)
			arms[count++] = record->arms[i];
	ret = fail_on_check(arms, count, err);
	free(arms);
	return ret;
}

static int check(const char *folder, struct error *err)
{
	struct session_record record = { 0 };
	int ret = 0;

	/* make() says what is wrong with a run. */
	if (fail_on_wanted() && session_record_read(&record, folder, err) == 0)
		ret = check_arms(&record, err);
	session_record_release(&record);
	return ret;
}

static int print_json(const char *folder, struct error *err)
{
	struct session_record record;
	json_t *states;
	int ret = session_record_read(&record, folder, err);

	if (ret == 0) {
		states = json_object_get(record.json, "end_states");
		ret = answer_print_json(jsonfile_text(record.json, "plan"),
					folder, states ? json_incref(states) :
					json_null(), true, err);
	}
	session_record_release(&record);
	return ret;
}

static int answer(const char *folder, struct error *err)
{
	int ret = 0;

	if (json)
		ret = print_json(folder, err);
	else
		printf("%s/" PAGE "\n", folder);
	if (ret == 0 && fail_on_wanted())
		ret = fail_on_judge(folder, err);
	return ret > 0 ? EXIT_MET : ret;
}

/* Make the report of a run again from its tables, and what is beside it. */
int cmd_report(int argc, const char **argv)
{
	const struct poptOption options[] = {
		{ "latency", 0, POPT_ARG_STRING, &latency, 0,
		  "nanoseconds between nodes, for what is modelled: rows of numa-latency, or cpu_node,memory_node,ns (default: the topology's distances)",
		  "FILE" },
		{ "json", 0, POPT_ARG_NONE, &json, 0,
		  "print the outcome as JSON", NULL },
		{ NULL, 0, POPT_ARG_INCLUDE_TABLE, (void *)fail_on_table, 0,
		  NULL, NULL },
		POPT_AUTOHELP
		POPT_TABLEEND
	};
	const struct folder_work work = {
		.options = options,
		.check = check,
		.work = make,
		.answer = answer,
	};
	int ret = folder_command(argc, argv, &work);

	fail_on_release();
	free(latency);
	return ret;
}
