// SPDX-License-Identifier: GPL-2.0-only
#include "cli/execute.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/answer.h"
#include "cli/built.h"
#include "cli/command.h"
#include "cli/fail-on.h"
#include "cli/folder.h"
#include "cli/point-files.h"
#include "cli/report.h"
#include "kernel/source.h"
#include "lib/clock.h"
#include "session/earlier.h"
#include "session/progress.h"
#include "session/schedule.h"

struct execute_options execute_options = { .qemu = DEFAULT_QEMU };

const struct poptOption execute_inputs_table[] = {
	{ "symbols", 0, POPT_ARG_STRING, &execute_options.symbols, 0,
	  "System.map or vmlinux of an arm that is a bzImage (default: beside it, else its own)", "FILE" },
	{ "allow-tcg", 0, POPT_ARG_NONE, &execute_options.allow_tcg, 0,
	  "let a timed plan run under emulation, labelled as no times",
	  NULL },
	{ "qemu", 0, POPT_ARG_STRING, &execute_options.qemu, 0,
	  "QEMU to use (default: " DEFAULT_QEMU ")", "PROGRAM" },
	{ "config", 0, POPT_ARG_ARGV, &execute_options.config_files, 0,
	  "build an arm, or all that are built, with this .config and what is asked",
	  "\"[LABEL:] FILE\"" },
	{ "make", 0, POPT_ARG_ARGV, &execute_options.makes, 0,
	  "build an arm, or all that are built, with the tools that these words of make choose",
	  "\"[LABEL:] WORDS\"" },
	{ "base", 0, POPT_ARG_STRING, &execute_options.base, 0,
	  "of kernels that are named without one (default: the newest here)",
	  "BASE" },
	POPT_TABLEEND
};

const struct poptOption execute_table[] = {
	{ "jobs", 'j', POPT_ARG_INT, &execute_options.jobs, 0,
	  "boots at a time (default: one for each CPU; timed plans: 1)",
	  "N" },
	{ "resume", 0, POPT_ARG_STRING, &execute_options.resume, 0,
	  "go on with an interrupted run", "FOLDER" },
	{ NULL, 0, POPT_ARG_INCLUDE_TABLE, (void *)execute_inputs_table, 0,
	  NULL, NULL },
	{ "no-report", 0, POPT_ARG_NONE, &execute_options.no_report, 0,
	  "stop after the samples", NULL },
	{ "out", 0, POPT_ARG_STRING, &execute_options.out, 0,
	  "where plans have their folders (default: out)", "DIR" },
	{ "quiet", 'q', POPT_ARG_NONE, &execute_options.quiet, 0,
	  "say only what fails", NULL },
	{ "verbose", 'v', POPT_ARG_NONE, &execute_options.verbose, 0,
	  "say how each boot ended", NULL },
	{ "json", 0, POPT_ARG_NONE, &execute_options.json, 0,
	  "print the outcome as JSON", NULL },
	{ "tap", 0, POPT_ARG_STRING, &execute_options.tap, 0,
	  "write how each boot ended as TAP; - is stdout, and nothing else goes there",
	  "FILE" },
	{ "junit", 0, POPT_ARG_STRING, &execute_options.junit, 0,
	  "write it as JUnit's XML; - likewise", "FILE" },
	POPT_TABLEEND
};

const struct poptOption execute_earlier_table[] = {
	{ "again", 0, POPT_ARG_NONE, &execute_options.again, 0,
	  "boot also what was measured before from the same inputs", NULL },
	POPT_TABLEEND
};

int execute_exit_code(const int counts[END_STATE_COUNT])
{
	int failed = 0;

	for (int i = 0; i < END_STATE_COUNT; i++)
		if (end_state_is_failure(i))
			failed += counts[i];
	if (failed)
		return EXIT_FAILED;
	return counts[END_SKIPPED] && !counts[END_COMPLETED] ? EXIT_SKIPPED :
							       0;
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

static void tell_symbols(const struct session_kernels *kernels)
{
	if (execute_options.symbols && !kernels->mapped)
		fprintf(stderr, "%s: not read, nothing that is asked here needs symbols\n",
			execute_options.symbols);
	for (int i = 0; kernels->mapped && i < kernels->count; i++)
		if (kernels->list[i].kernel.passed_over)
			fprintf(stderr, "%s: Debian's stub without symbols, passed over: %s\n",
				kernels->list[i].kernel.passed_over,
				kernels->list[i].kernel.symbols ?
				kernels->list[i].kernel.symbols :
				"the image has its own");
	for (int i = 0; i < kernels->count; i++)
		if (kernels->list[i].fit.moved_bytes)
			fprintf(stderr, "%s: KASLR moved these addresses by 0x%llx, which is taken back\n",
				kernels->list[i].kernel.symbols,
				(unsigned long long)
				kernels->list[i].fit.moved_bytes);
}

/* Several arms may boot the same kernel. */
static bool is_first(const struct arm *arms, int index)
{
	for (int i = 0; i < index; i++)
		if (strcmp(arms[i].kernel, arms[index].kernel) == 0)
			return false;
	return true;
}

/* plan_check() has seen to it that these are of one base. */
static void tell_bases(const struct plan *plan)
{
	const struct base *base = NULL;

	for (int i = 0; i < plan->arm_count && !base; i++)
		base = plan->arms[i].chosen;
	if (!base || !base->source)
		return;
	fprintf(stderr, "kernels of %s %s%s:", base->package,
		base->source->version, execute_options.base ? "" :
		", the newest here that has them");
	for (int i = 0; i < plan->arm_count; i++)
		if (plan->arms[i].chosen && is_first(plan->arms, i))
			fprintf(stderr, " %s", plan->arms[i].kernel);
	fputc('\n', stderr);
}

/* The layout control's lines differ on purpose. */
static void tell_lines(const struct cells *cells)
{
	size_t first = 0;

	for (int i = 0; i < cells->count; i++) {
		const struct cell *cell = &cells->cells[i];
		size_t length = strlen(cell->command_line);

		if (!first)
			first = length;
		if (cell->layout || length == first)
			continue;
		fprintf(stderr, "found kernel command lines of %zu bytes (%s) and %zu (%s): numbers of one length do not compare with those of the other\n",
			first, cells->cells[0].name, length, cell->name);
		return;
	}
}

int execute_session(struct session *session, int counts[END_STATE_COUNT],
		    struct error *err)
{
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);
	uint64_t started_ns = clock_now_ns();
	uint64_t wall_ns;
	int ret;

	if (session->host.skip_reason)
		fprintf(stderr, "skipped: %s\n", session->host.skip_reason);
	if (!execute_options.quiet)
		tell_bases(session->plan);
	tell_lines(&session->cells);
	tell_tools(session);
	tell_symbols(&session->kernels);
	ret = schedule_run(session, execute_options.jobs ?
			   execute_options.jobs : cpus, counts, err);
	host_end_turn(&session->host);
	/* A session whose two boots differ is over. */
	if (ret && ret != -EBADMSG && session->options->shard)
		fprintf(stderr, "what is sealed stays; the same command goes on\n");
	else if (ret && ret != -EBADMSG)
		fprintf(stderr, "what is sealed stays; go on with --resume %s\n",
			session->folder.path);
	if (ret)
		return ret;
	wall_ns = clock_now_ns() - started_ns;
	ret = folder_make_tables(session->folder.path, err);
	return ret ? ret : session_end(session, counts, wall_ns, err);
}

/* Its tables are made again, as of any run. */
static int take_earlier(const struct session *session,
			int counts[END_STATE_COUNT], struct error *err)
{
	const char *folder = session->folder.path;
	int ret = earlier_counts(folder, counts, err);

	fprintf(stderr, "%s: measured before from the same inputs, nothing is booted (--again boots)\n",
		folder);
	if (ret == 0)
		ret = folder_make_tables(folder, err);
	return ret ? ret : folder_point_latest(&session->folder, err);
}

/* What is known of the boots is written also when they were interrupted. */
static int measure(struct session *session, int counts[END_STATE_COUNT],
		   struct error *err)
{
	int ret = session->earlier ? take_earlier(session, counts, err) :
				     execute_session(session, counts, err);
	struct error problem;

	if (ret == 0 && !session->earlier)
		earlier_remember(session, counts);
	if (point_files_write(session, ret ? err : NULL, &problem) && ret == 0) {
		*err = problem;
		ret = -EIO;
	}
	return ret;
}

static json_t *end_states(const int counts[END_STATE_COUNT])
{
	json_t *states = json_object();

	for (int i = 0; i < END_STATE_COUNT; i++)
		json_object_set_new(states, end_state_name(i),
				    json_integer(counts[i]));
	return states;
}

/* A failed boot stays one, whatever the others found. */
static int judge(const struct session *session,
		 const int counts[END_STATE_COUNT], bool report,
		 struct error *err)
{
	int code = execute_exit_code(counts);
	int met = report && fail_on_wanted() ?
		  fail_on_judge(session->folder.path, err) : 0;

	if (met < 0)
		return command_fail(err);
	return met && !code ? EXIT_MET : code;
}

/* Of a command that makes a report unless it is told otherwise. */
static void tell_no_verdicts(enum answer_kind print)
{
	if (print == PRINT_PATH || print == PRINT_REPORT)
		fprintf(stderr, "no verdicts: no report was made\n");
}

/*
 * Nothing completed: there is nothing to report on but the end states.  One arm: there
 * is nothing to compare it with.
 */
static bool is_reported(const struct session *session,
			const int counts[END_STATE_COUNT])
{
	return !execute_options.no_report && counts[END_COMPLETED] &&
	       session->plan->arm_count > 1;
}

static int answer(const struct session *session,
		  const int counts[END_STATE_COUNT], enum answer_kind print,
		  struct error *err)
{
	bool report = is_reported(session, counts);
	bool printed = print == PRINT_REPORT && !execute_options.json &&
		       !point_files_take_stdout();

	if (report && report_make(session->folder.path, NULL,
				  printed ? REPORT_PRINTED : REPORT_WHOLE, err))
		return command_fail(err);
	if (point_files_take_stdout())
		return judge(session, counts, report, err);
	if (execute_options.json && !report)
		tell_no_verdicts(print);
	if (!execute_options.json)
		answer_print(session, report, print);
	else if (answer_print_json(session->plan->name, session->folder.path,
				   end_states(counts), report, err))
		return command_fail(err);
	return judge(session, counts, report, err);
}

int execute_plan(const struct plan *plan, const struct catalog *catalog,
		 int argc, const char **argv, enum answer_kind print,
		 bool earlier)
{
	const struct session_options options = {
		.qemu = execute_options.qemu,
		.symbols = execute_options.symbols,
		.resume = execute_options.resume,
		.take_earlier = earlier && !execute_options.again,
		.allow_tcg = execute_options.allow_tcg,
		.out = execute_options.out,
		.revision = built_revision,
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
	if (execute_options.quiet && execute_options.verbose) {
		fputs("numaboot: found --quiet with --verbose, expected one of them\n",
		      stderr);
		return EXIT_USAGE;
	}
	progress_tell(execute_options.quiet ? PROGRESS_QUIET :
		      execute_options.verbose ? PROGRESS_EACH :
		      PROGRESS_USUAL);
	ret = point_files_check(&err);
	if (ret)
		return command_refuse(ret, &err);
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
