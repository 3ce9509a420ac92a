// SPDX-License-Identifier: GPL-2.0-only
#include "cli/execute.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "cli/command.h"
#include "lib/alloc.h"
#include "lib/clock.h"
#include "lib/file.h"
#include "evidence/result.h"
#include "session/schedule.h"
#include "cli/report.h"
#include "workload/derived.h"
#include "workload/samples.h"

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
			    "folder", session->folder.path, "end_states", states);
	json_dumpf(summary, stdout, JSON_INDENT(2));
	putchar('\n');
	json_decref(summary);
}

static void print_report(const char *folder)
{
	char *path = xasprintf("%s/report.txt", folder);
	struct error ignored;
	char *text;

	if (file_read(path, &text, NULL, &ignored) == 0) {
		fputs(text, stdout);
		free(text);
	}
	free(path);
}

static void print_runs(const struct session *session)
{
	for (int i = 0; i < session->cells.count; i++) {
		const struct cell *cell = &session->cells.cells[i];
		struct error ignored;
		struct result result;

		if (result_load(&result, session->folder.runs, cell->run_id,
				&ignored))
			continue;
		printf("%s %s in %.1f s, evidence in %s/%s\n", cell->name,
		       end_state_name(result.state),
		       (double)result.end_ns / NS_PER_S, session->folder.runs,
		       cell->run_id);
	}
}

static struct run_evidence evidence_of(const struct session *session,
				       const struct cell *cell)
{
	return (struct run_evidence){
		.directory = xasprintf("%s/%s", session->folder.runs, cell->run_id),
		.topology = &session->plan->topologies[cell->topology],
		.symbols = session->kernels.symbols,
	};
}

static int require_completed(const struct session *session,
			     const struct cell *cell, struct error *err)
{
	struct result result;
	int ret = result_load(&result, session->folder.runs, cell->run_id, err);

	if (ret || result.state == END_COMPLETED)
		return ret;
	return error_set(err, ENODATA, "%s: %s: %s", cell->name,
			 end_state_name(result.state), result.reason);
}

static void print_finding(const struct session *session,
			  const struct cell *cell)
{
	struct run_evidence evidence = evidence_of(session, cell);
	struct error err;
	int ret = require_completed(session, cell, &err);

	printf("%s\n", cell->name);
	if (ret == 0 && cell->workload->print)
		ret = cell->workload->print(&evidence, stdout, &err);
	if (ret)
		printf("  %s\n", err.text);
	free((char *)evidence.directory);
}

/* Cells are shuffled; people look for the arms in their order. */
static void print_findings(const struct session *session)
{
	for (int arm = 0; arm < session->plan->arm_count; arm++)
		for (int i = 0; i < session->cells.count; i++)
			if (session->cells.cells[i].arm == arm)
				print_finding(session,
					      &session->cells.cells[i]);
}

/* The first arm's cell that another arm's cell is compared with, or NULL. */
static const struct cell *baseline_of(const struct session *session,
				      const struct cell *cell)
{
	for (int i = 0; cell->arm && i < session->cells.count; i++) {
		const struct cell *other = &session->cells.cells[i];

		if (other->arm == 0 && other->block == cell->block &&
		    other->topology == cell->topology &&
		    other->mapping == cell->mapping &&
		    other->workload == cell->workload)
			return other;
	}
	return NULL;
}

static void print_difference(const struct session *session,
			     const struct cell *before,
			     const struct cell *after)
{
	struct run_evidence a = evidence_of(session, before);
	struct run_evidence b = evidence_of(session, after);
	struct error err;
	int ret = require_completed(session, before, &err);

	if (ret == 0)
		ret = require_completed(session, after, &err);
	printf("%s -> %s\n", before->name, after->name);
	if (ret == 0)
		ret = after->workload->print_difference(&a, &b, stdout, &err);
	if (ret)
		printf("  %s\n", err.text);
	free((char *)b.directory);
	free((char *)a.directory);
}

static void print_differences(const struct session *session)
{
	for (int i = 0; i < session->cells.count; i++) {
		const struct cell *cell = &session->cells.cells[i];
		const struct cell *baseline = baseline_of(session, cell);

		if (baseline && cell->workload->print_difference)
			print_difference(session, baseline, cell);
	}
}

static void print_path(const char *path)
{
	puts(path);
}

static void print_text(const struct session *session, bool report,
		       enum execute_print print)
{
	if (print == PRINT_REPORT && report)
		print_report(session->folder.path);
	if (print == PRINT_RUNS)
		print_runs(session);
	if (print == PRINT_FINDINGS)
		print_findings(session);
	if (print == PRINT_DIFFERENCES)
		print_differences(session);
	derived_each(session->folder.path, print_path);
	printf("%s/%s\n", session->folder.path,
	       report ? "report.html" : "samples.csv");
}

/* Said once, whatever the number of boots. */
static void tell_tools(const struct session *session)
{
	const struct perf_events *perf = &session->host.perf;

	if (perf->reason)
		fprintf(stderr, "perf counts nothing of QEMU: %s\n",
			perf->reason);
	else if (perf->unsupported && *perf->unsupported)
		fprintf(stderr, "perf does not support here: %s\n",
			perf->unsupported);
	if (session->host.no_hyperfine)
		fprintf(stderr, "hyperfine times nothing: %s\n",
			session->host.no_hyperfine);
}

static int measure(struct session *session, int counts[END_STATE_COUNT],
		   struct error *err)
{
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);
	uint64_t started_ns = clock_now_ns();
	uint64_t wall_ns;
	int ret;

	if (session->host.skip_reason)
		fprintf(stderr, "skipped: %s\n", session->host.skip_reason);
	tell_tools(session);
	ret = schedule_run(session, execute_options.jobs ?
			   execute_options.jobs : cpus, counts, err);
	if (ret) {
		fprintf(stderr, "what is sealed stays; go on with --resume %s\n",
			session->folder.path);
		return ret;
	}
	wall_ns = clock_now_ns() - started_ns;
	ret = samples_write(session->folder.path, err);
	if (ret >= 0)
		ret = derived_write(session->folder.path, err);
	return ret < 0 ? ret : session_end(session, counts, wall_ns, err);
}

/* Nothing completed: there is nothing to report on but the end states. */
static int answer(const struct session *session,
		  const int counts[END_STATE_COUNT], enum execute_print print,
		  struct error *err)
{
	bool report = !execute_options.no_report && counts[END_COMPLETED];

	if (report && report_make(session->folder.path, NULL, err))
		return command_fail(err);
	if (execute_options.json)
		print_json(session, counts);
	else
		print_text(session, report, print);
	return exit_code(counts);
}

int execute_plan(const struct plan *plan, const struct catalog *catalog,
		 int argc, const char **argv, enum execute_print print)
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
	int ret;

	if (execute_options.jobs < 0) {
		fprintf(stderr,
			"numaboot: found --jobs %d, expected 0 or more\n",
			execute_options.jobs);
		return EXIT_USAGE;
	}
	ret = session_open(&session, plan, catalog, &options, &err);
	if (ret)
		ret = command_refuse(ret, &err);
	else if (measure(&session, counts, &err))
		ret = command_fail(&err);
	else
		ret = answer(&session, counts, print, &err);
	session_close(&session);
	return ret;
}
