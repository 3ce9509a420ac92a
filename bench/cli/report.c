// SPDX-License-Identifier: GPL-2.0-only
#include "cli/report.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/argv.h"
#include "lib/clock.h"
#include "lib/file.h"
#include "lib/input.h"
#include "lib/process.h"
#include "lib/root.h"

#define RENDER_TIMEOUT_NS (900 * NS_PER_S)

/* render.R says why in a line that begins with this. */
#define SIGN "report: "

static void quote_log(const char *log, struct error *err)
{
	struct error ignored;
	char *text, *line;

	if (file_read(log, &text, NULL, &ignored))
		return;
	line = strstr(text, SIGN);
	error_set(err, EIO, "%.*s (all of it: %s)",
		  line ? (int)strcspn(line, "\n") : (int)strlen(SIGN) - 2,
		  line ? line : SIGN, log);
	free(text);
}

/*
 * Whatever ends R, its temporary files are where the next command that works
 * on this folder removes them.  R takes no blank in the name.
 *
 * Return: for the environment, or NULL.
 */
static char *temporary_folder(const char *folder)
{
	char *whole = realpath(folder, NULL);
	char *path = whole && !strpbrk(whole, " \t\n") ?
		     xasprintf("TMPDIR=%s/report.%d.new", whole, (int)getpid()) : NULL;
	struct error ignored;

	free(whole);
	if (path && (directory_remove(strchr(path, '=') + 1, &ignored) ||
		     directory_make(strchr(path, '=') + 1, &ignored))) {
		free(path);
		path = NULL;
	}
	return path;
}

static int check_input(const char *path, struct error *err)
{
	FILE *file = input_open(path, INPUT_WHOLE_BYTES, err);

	if (!file)
		return -errno;
	fclose(file);
	return 0;
}

/* R would wait for a pipe, and read whatever is there. */
static int check_inputs(const char *folder, const char *latency,
			struct error *err)
{
	static const char *const names[] = {
		"run.json", "samples.csv", "metrics.csv", "placements.csv",
		"memory-blocks.csv", "functions.csv", "memory.csv",
	};
	int ret = latency ? check_input(latency, err) : 0;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]) && ret == 0;
	     i++) {
		char *path = xasprintf("%s/%s", folder, names[i]);
		struct stat status;

		if (lstat(path, &status) == 0)
			ret = check_input(path, err);
		free(path);
	}
	return ret;
}

static const char *form_option(enum report_form form)
{
	switch (form) {
	case REPORT_PRINTED:
		return "--print";
	case REPORT_COVER:
		return "--cover";
	case REPORT_TEXT:
	case REPORT_ROWS:
		return "--text";
	case REPORT_WHOLE:
		break;
	}
	return NULL;
}

/* All that R says goes to the log, but for a text that is printed. */
static int open_log(const char *log, enum report_form form,
		    struct process_setup *setup, struct error *err)
{
	int ret = file_write(log, "", 0, err);

	if (ret)
		return ret;
	if (form != REPORT_PRINTED) {
		setup->output_path = log;
		return 0;
	}
	setup->error_fd = open(log, O_WRONLY | O_APPEND | O_CLOEXEC);
	if (setup->error_fd < 0)
		return error_set(err, errno, "%s: %s", log, strerror(errno));
	setup->output_fd = STDOUT_FILENO;
	fflush(stdout);
	return 0;
}

int report_make(const char *folder, const char *latency,
		enum report_form form, struct error *err)
{
	char *script = root_path("analysis/render.R");
	char *log = xasprintf("%s/report.log", folder);
	char *temporary = temporary_folder(folder);
	/* The C locale, but for what a report's letters are. */
	const char *const environment[] = { temporary, "LC_ALL=C.UTF-8", NULL };
	struct process_setup setup = {
		.environment = environment,
	};
	struct argv argv = { 0 };
	struct error ignored;
	int ret = check_inputs(folder, latency, err);

	if (ret == 0)
		ret = open_log(log, form, &setup, err);

	argv_add(&argv, "Rscript");
	argv_add(&argv, "--vanilla");
	argv_add(&argv, "%s", script);
	argv_add(&argv, "%s", folder);
	if (latency) {
		argv_add(&argv, "--latency");
		argv_add(&argv, "%s", latency);
	}
	if (form_option(form))
		argv_add(&argv, "%s", form_option(form));
	if (form == REPORT_ROWS)
		argv_add(&argv, "--rows");
	if (ret == 0)
		ret = process_run(&argv, &setup, RENDER_TIMEOUT_NS, err);
	if (ret > 0) {
		quote_log(log, err);
		ret = -EIO;
	}
	if (setup.error_fd > 0)
		close(setup.error_fd);
	if (temporary)
		directory_remove(strchr(temporary, '=') + 1, &ignored);
	free(temporary);
	argv_release(&argv);
	free(log);
	free(script);
	return ret;
}
