// SPDX-License-Identifier: GPL-2.0-only
#include "cli/question-log.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/command.h"
#include "evidence/klog.h"
#include "lib/alloc.h"
#include "lib/argv.h"
#include "lib/clock.h"
#include "lib/file.h"
#include "lib/memstream.h"
#include "lib/process.h"
#include "lib/root.h"

#define MAP_TIMEOUT_NS (300 * NS_PER_S)

static const char *console, *html;
static int boot, want_json;

static const struct poptOption options[] = {
	{ "console", 0, POPT_ARG_STRING, &console, 0,
	  "take the log of a machine that is not booted here, and boot nothing",
	  "FILE" },
	{ "boot", 0, POPT_ARG_INT, &boot, 0,
	  "with --console: boot N of a log that has several (the last)", "N" },
	{ "html", 0, POPT_ARG_STRING, &html, 0,
	  "with --console: write table and map to this file, which must not be there",
	  "FILE" },
	POPT_TABLEEND
};

const struct poptOption *question_log_options(void)
{
	return options;
}

bool question_log_is_asked(int argc, const char **argv)
{
	for (int i = 1; i < argc; i++)
		if (strcmp(argv[i], "--console") == 0 ||
		    strncmp(argv[i], "--console=", 10) == 0)
			return true;
	return false;
}

static int put(const struct workload *workload, const struct klog *log,
	       enum log_form form, const char *folder, const char *name,
	       struct error *err)
{
	char *path = xasprintf("%s/%s", folder, name), *text;
	size_t size;
	FILE *out = memstream_open(&text, &size);
	int ret = workload->print_log(log, form, out, err);

	memstream_close(out);
	if (ret == 0)
		ret = file_write(path, text, size, err);
	free(text);
	free(path);
	return ret;
}

/* R says why in a line that begins with this. */
static int draw(const char *folder, struct error *err)
{
	static const char *const environment[] = { "LC_ALL=C.UTF-8", NULL };
	char *script = root_path("analysis/map.R");
	char *log = xasprintf("%s/map.log", folder);
	struct process_setup setup = {
		.output_path = log,
		.environment = environment,
	};
	struct argv argv = { 0 };
	struct error ignored;
	char *said = NULL, *line;
	int ret;

	argv_add(&argv, "Rscript");
	argv_add(&argv, "--vanilla");
	argv_add(&argv, "%s", script);
	argv_add(&argv, "%s", folder);
	ret = process_run(&argv, &setup, MAP_TIMEOUT_NS, err);
	if (ret > 0) {
		if (file_read(log, &said, NULL, &ignored))
			said = xstrdup("");
		line = strstr(said, "map: ");
		ret = error_set(err, EIO, "the map was not drawn: %.300s",
				line ? line : said);
		free(said);
	}
	argv_release(&argv);
	free(log);
	free(script);
	return ret;
}

static int make_page(const struct workload *workload, const struct klog *log,
		     const char *folder, struct error *err)
{
	int ret = put(workload, log, LOG_TEXT, folder, "table.txt", err);

	if (ret == 0)
		ret = put(workload, log, LOG_ROWS, folder, "placements.csv",
			  err);
	if (ret == 0)
		ret = put(workload, log, LOG_MEMORY, folder, "memory.csv", err);
	return ret ? ret : draw(folder, err);
}

static int write_page(const struct workload *workload, const struct klog *log,
		      struct error *err)
{
	char *folder = xasprintf("%s/numaboot-map-XXXXXX",
				 getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp");
	struct error ignored;
	char *page;
	int ret;

	if (file_exists(html))
		ret = error_set(err, EEXIST, "%s: found a file, expected a name that is free",
				html);
	else if (!mkdtemp(folder))
		ret = error_set(err, errno, "%s: %m", folder);
	else {
		page = xasprintf("%s/map.html", folder);
		ret = make_page(workload, log, folder, err);
		if (ret == 0)
			ret = file_copy(page, html, err);
		directory_remove(folder, &ignored);
		free(page);
	}
	free(folder);
	return ret;
}

static int answer(const struct workload *workload, struct error *err)
{
	struct klog log = { 0 };
	int ret = boot < 0 ? error_set(err, EINVAL,
				       "--boot: found %d, expected 1 or more",
				       boot) :
			     klog_read(&log, console, (unsigned int)boot, err);

	if (ret == 0)
		ret = workload->print_log(&log, want_json ? LOG_JSON : LOG_TEXT,
					  stdout, err);
	if (ret == 0 && html)
		ret = write_page(workload, &log, err);
	klog_release(&log);
	return ret;
}

int question_log(const struct workload *workload, int argc, const char **argv)
{
	const struct poptOption table[] = {
		{ "json", 0, POPT_ARG_NONE, &want_json, 0,
		  "print all of it as JSON", NULL },
		{ NULL, 0, POPT_ARG_INCLUDE_TABLE, (void *)options, 0, NULL,
		  NULL },
		POPT_AUTOHELP POPT_TABLEEND
	};
	const char **words;
	poptContext context;
	struct error err;
	int ret = command_parse(argc, argv, table, "", 0, 0, &words, &context);

	if (ret == 0) {
		ret = answer(workload, &err);
		if (ret)
			ret = command_refuse(ret, &err);
	}
	command_release(context);
	return ret;
}
