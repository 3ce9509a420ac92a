// SPDX-License-Identifier: GPL-2.0-only
/* The plans of a night, each in a numaboot of its own. */
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/night.h"
#include "cli/report.h"
#include "evidence/endstate.h"
#include "evidence/sessionrecord.h"
#include "lib/alloc.h"
#include "lib/argv.h"
#include "lib/clock.h"
#include "lib/file.h"
#include "lib/interrupt.h"
#include "lib/jsonfile.h"
#include "lib/memstream.h"
#include "lib/process.h"

/* A plan has deadlines of its own for each boot; this is for a host that hangs. */
#define PLAN_TIMEOUT_NS (24 * 3600 * NS_PER_S)

void night_say(const struct night_options *options, const char *format, ...)
{
	FILE *log = options->log ? fopen(options->log, "a") : NULL;
	va_list args, again;

	va_start(args, format);
	va_copy(again, args);
	if (!options->quiet) {
		vfprintf(stderr, format, args);
		fputc('\n', stderr);
	}
	if (log) {
		vfprintf(log, format, again);
		fputc('\n', log);
		fclose(log);
	}
	va_end(again);
	va_end(args);
}

void night_failed(struct night_runs *runs, const struct night_options *options,
		  const char *what, const struct error *err)
{
	char *told = xasprintf("%s: %s", what, err->text);

	runs->failed = xgrow(runs->failed, runs->failed_count,
			     sizeof(*runs->failed));
	runs->failed[runs->failed_count++] = told;
	night_say(options, "did not run: %s", told);
}

static const struct moved_arm *arm_of(const struct moved_arm *arms,
				      size_t count, const char *word)
{
	size_t length = strcspn(word, "+");

	for (size_t i = 0; i < count; i++)
		if (strlen(arms[i].moving->name) == length &&
		    strncmp(arms[i].moving->name, word, length) == 0)
			return &arms[i];
	return NULL;
}

/* Return: 0, or -ENOENT when a moving arm of it could not be found. */
static int plan_text(char **text, const struct watched *plan,
		     const struct settings *settings,
		     const struct moved_arm *arms, size_t count,
		     struct error *err)
{
	size_t size;
	FILE *out = memstream_open(text, &size);
	int ret = 0;

	fprintf(out, "[plan]\n");
	for (size_t i = 0; i < plan->arm_count && ret == 0; i++) {
		const char *word = plan->arms[i];
		const struct moved_arm *arm = arm_of(arms, count, word);
		char *label = xasprintf("%.*s", (int)strcspn(word, "+"), word);

		if (arm)
			fprintf(out, "arm = %s=%s%s\n", label, arm->kernel,
				word + strlen(label));
		else if (settings_moving(settings, label))
			ret = error_set(err, ENOENT,
					"its arm %s could not be found", label);
		else
			fprintf(out, "arm = %s\n", word);
		free(label);
	}
	fputs(plan->text, out);
	memstream_close(out);
	return ret;
}

/* Return: what `run` calls the plan, which the caller frees, or NULL. */
static char *plan_word(const struct watched *plan,
		       const struct settings *settings,
		       const struct moved_arm *arms, size_t count,
		       struct error *err)
{
	char *folder, *path, *text;
	int ret;

	if (!plan->text)
		return xstrdup(plan->name);
	folder = xasprintf("%s/plans", settings->folder);
	path = xasprintf("%s/%s.plan", folder, plan->name);
	ret = plan_text(&text, plan, settings, arms, count, err);
	if (ret == 0)
		ret = directory_make(folder, err);
	if (ret == 0)
		ret = file_write(path, text, strlen(text), err);
	free(text);
	free(folder);
	if (ret) {
		free(path);
		path = NULL;
	}
	return path;
}

static void make_argv(struct argv *argv, const char *plan,
		      const struct night_options *options)
{
	argv_add(argv, "/proc/self/exe");
	argv_add(argv, "run");
	argv_add(argv, "%s", plan);
	argv_add(argv, "--json");
	argv_add(argv, "--no-report");
	if (options->jobs)
		argv_add(argv, "--jobs=%d", options->jobs);
	if (options->qemu)
		argv_add(argv, "--qemu=%s", options->qemu);
}

/* Our own stderr is not opened again: a file would be written over. */
static int open_log(const struct night_options *options)
{
	const char *path = options->log ? options->log :
			   options->quiet ? "/dev/null" : NULL;

	return path ? open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC,
			   0666) :
		      fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 0);
}

/* What it says goes where ours goes. */
static int run(const char *plan, const char *answer,
	       const struct night_options *options, struct error *err)
{
	struct process_setup setup = { 0 };
	struct argv argv = { 0 };
	int out = open(answer, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	int log = open_log(options);
	char *self = realpath("/proc/self/exe", NULL);
	int ret = 0;

	if (out < 0 || log < 0 || !self)
		ret = error_set(err, errno, "%s: %s",
				out < 0 ? answer : "the log", strerror(errno));
	make_argv(&argv, plan, options);
	if (ret == 0) {
		free(argv.words[0]);
		argv.words[0] = xstrdup(self);
		setup.output_fd = out;
		setup.error_fd = log;
		ret = process_run(&argv, &setup, PLAN_TIMEOUT_NS, err);
	}
	argv_release(&argv);
	free(self);
	if (out >= 0)
		close(out);
	if (log >= 0)
		close(log);
	return ret;
}

/* A run of one arm compares nothing, and one in which no boot completed has none. */
static bool has_report(const json_t *answer, const char *folder)
{
	const json_t *states = json_object_get(answer, "end_states");
	const char *completed = end_state_name(END_COMPLETED);
	struct session_record record = { 0 };
	struct error ignored;
	bool has = json_integer_value(json_object_get(states, completed)) &&
		   session_record_read(&record, folder, &ignored) == 0 &&
		   record.arm_count > 1;

	session_record_release(&record);
	return has;
}

/* The night goes on without one: its run is sealed. */
static void make_report(struct night_runs *runs, const json_t *answer,
			const char *folder,
			const struct night_options *options)
{
	char *what = xasprintf("report of %s", folder);
	struct error err;

	if (has_report(answer, folder) &&
	    report_make(folder, NULL, REPORT_WHOLE, &err))
		night_failed(runs, options, what, &err);
	free(what);
}

/* A run that failed in some boots is complete; another code is no run. */
static int take_folder(struct night_runs *runs,
		       const struct settings *settings, const char *name,
		       int code, const struct night_options *options,
		       struct error *err)
{
	json_t *answer = code == 0 || code == EXIT_FAILED ?
			 jsonfile_read(settings->folder, name, err) :
			 NULL;
	const char *run = answer ? jsonfile_text(answer, "folder") : "";
	int ret = 0;

	if (*run) {
		runs->folders = xgrow(runs->folders, runs->count,
				      sizeof(*runs->folders));
		runs->folders[runs->count++] = xstrdup(run);
		if (settings->reports)
			make_report(runs, answer, run, options);
	} else {
		ret = error_set(err, EIO,
				"numaboot run ended with code %d and named no run",
				code);
	}
	json_decref(answer);
	return ret;
}

static int boot_plan(struct night_runs *runs, const struct watched *plan,
		     const struct settings *settings,
		     const struct moved_arm *arms, size_t count,
		     const struct night_options *options, struct error *err)
{
	char *word = plan_word(plan, settings, arms, count, err);
	char *base = word ? strrchr(word, '/') : NULL;
	char *name = xasprintf("%s.json", base ? base + 1 :
			       word ? word : "plan");
	char *answer = xasprintf("%s/%s", settings->folder, name);
	int ret = word ? 0 : -ENOENT;

	if (ret == 0) {
		night_say(options, "plan %s", plan->name);
		ret = run(word, answer, options, err);
	}
	if (ret >= 0)
		ret = take_folder(runs, settings, name, ret, options, err);
	free(answer);
	free(name);
	free(word);
	return ret;
}

int night_boot(struct night_runs *runs, const struct settings *settings,
	       const struct moved_arm *arms, size_t arm_count,
	       const struct night_options *options, struct error *err)
{
	for (size_t i = 0; i < settings->plan_count; i++) {
		char *what = xasprintf("plan %s", settings->plans[i].name);

		if (boot_plan(runs, &settings->plans[i], settings, arms,
			      arm_count, options, err))
			night_failed(runs, options, what, err);
		free(what);
		if (interrupt_signal())
			return error_set(err, EINTR, "interrupted");
	}
	return 0;
}
