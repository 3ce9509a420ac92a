// SPDX-License-Identifier: GPL-2.0-only
#include "cli/execute.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "cli/command.h"
#include "lib/alloc.h"
#include "lib/clock.h"
#include "lib/file.h"
#include "run/record.h"
#include "run/schedule.h"
#include "samples/report.h"
#include "samples/samples.h"

#define DEFAULT_QEMU "qemu-system-x86_64"

struct execute_options execute_options = { .qemu = DEFAULT_QEMU };

const struct poptOption execute_table[] = {
	{ "jobs", 'j', POPT_ARG_INT, &execute_options.jobs, 0,
	  "boots at a time (default: one for each CPU; timed plans: 1)",
	  "N" },
	{ "resume", 0, POPT_ARG_STRING, &execute_options.resume, 0,
	  "go on with an interrupted run", "FOLDER" },
	{ "symbols", 0, POPT_ARG_STRING, &execute_options.symbols, 0,
	  "System.map or vmlinux of an arm that is a bzImage", "FILE" },
	{ "allow-tcg", 0, POPT_ARG_NONE, &execute_options.allow_tcg, 0,
	  "let a timed plan run under emulation, labelled as no times",
	  NULL },
	{ "qemu", 0, POPT_ARG_STRING, &execute_options.qemu, 0,
	  "QEMU to use (default: " DEFAULT_QEMU ")", "PROGRAM" },
	{ "no-report", 0, POPT_ARG_NONE, &execute_options.no_report, 0,
	  "stop after the samples", NULL },
	{ "json", 0, POPT_ARG_NONE, &execute_options.json, 0,
	  "print the outcome as JSON", NULL },
	POPT_TABLEEND
};

static int exit_code(const int counts[END_STATE_COUNT])
{
	int failed = 0;

	for (int i = 0; i < END_STATE_COUNT; i++)
		if (i != END_COMPLETED && i != END_SKIPPED)
			failed += counts[i];
	if (failed)
		return EXIT_FAILED;
	return counts[END_SKIPPED] && !counts[END_COMPLETED] ? EXIT_SKIPPED :
							       0;
}

static void print_json(const struct session *session,
		       const int counts[END_STATE_COUNT])
{
	json_t *states = json_object();
	json_t *summary;

	for (int i = 0; i < END_STATE_COUNT; i++)
		json_object_set_new(states, end_state_name(i),
				    json_integer(counts[i]));
	summary = json_pack("{s:s, s:s, s:o}", "plan", session->plan->name,
			    "folder", session->folder, "end_states", states);
	json_dumpf(summary, stdout, JSON_INDENT(2));
	putchar('\n');
	json_decref(summary);
}

static void print_text(const char *folder, bool print_report)
{
	char *path = xasprintf("%s/report.txt", folder);
	struct error ignored;
	char *text;

	if (print_report && file_read(path, &text, NULL, &ignored) == 0) {
		fputs(text, stdout);
		free(text);
	}
	printf("%s/%s\n", folder,
	       execute_options.no_report ? "samples.csv" : "report.html");
	free(path);
}

static int measure(struct session *session, int counts[END_STATE_COUNT],
		   struct error *err)
{
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);
	uint64_t started_ns = clock_now_ns();
	int ret;

	if (session->skip_reason)
		fprintf(stderr, "skipped: %s\n", session->skip_reason);
	ret = schedule_run(session, execute_options.jobs ?
			   execute_options.jobs : cpus, counts, err);
	if (ret) {
		fprintf(stderr, "what is sealed stays; go on with --resume %s\n",
			session->folder);
		return ret;
	}
	ret = record_end(session, counts, clock_now_ns() - started_ns, err);
	if (ret == 0)
		ret = samples_write(session->folder, err);
	return ret < 0 ? ret : 0;
}

int execute_plan(const struct plan *plan, const struct catalog *catalog,
		 int argc, const char **argv, bool print_report)
{
	const struct session_options options = {
		.qemu = execute_options.qemu,
		.symbols = execute_options.symbols,
		.resume = execute_options.resume,
		.allow_tcg = execute_options.allow_tcg,
		.argc = argc,
		.argv = argv,
	};
	int counts[END_STATE_COUNT] = { 0 };
	struct session session;
	struct error err;
	int ret = session_open(&session, plan, catalog, &options, &err);

	if (ret == 0)
		ret = measure(&session, counts, &err);
	if (ret == 0 && !execute_options.no_report && counts[END_COMPLETED])
		ret = report_make(session.folder, &err);
	if (ret)
		ret = command_fail(ret, &err);
	else if (execute_options.json)
		print_json(&session, counts);
	else
		print_text(session.folder, print_report);
	if (ret == 0)
		ret = exit_code(counts);
	session_close(&session);
	return ret;
}
