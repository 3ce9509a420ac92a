// SPDX-License-Identifier: GPL-2.0-only
#include "samples/report.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/argv.h"
#include "lib/clock.h"
#include "lib/file.h"
#include "lib/process.h"
#include "lib/root.h"

#define RENDER_TIMEOUT_NS (900 * NS_PER_S)

static void quote_last_line(const char *log, struct error *err)
{
	struct error ignored;
	char *text, *line;
	size_t length;

	if (file_read(log, &text, NULL, &ignored))
		return;
	length = strlen(text);
	while (length && text[length - 1] == '\n')
		text[--length] = '\0';
	line = strrchr(text, '\n');
	error_set(err, EIO, "%s (all of it: %s)", line ? line + 1 : text, log);
	free(text);
}

int report_make(const char *folder, struct error *err)
{
	char *script = root_path("analysis/render.R");
	char *log = xasprintf("%s/report.log", folder);
	struct process_setup setup = { .output_path = log };
	struct argv argv = { 0 };
	int ret = file_write(log, "", 0, err);

	argv_add(&argv, "Rscript");
	argv_add(&argv, "--vanilla");
	argv_add(&argv, "%s", script);
	argv_add(&argv, "%s", folder);
	if (ret == 0)
		ret = process_run(&argv, &setup, RENDER_TIMEOUT_NS, err);
	if (ret > 0) {
		quote_last_line(log, err);
		ret = -EIO;
	}
	argv_release(&argv);
	free(log);
	free(script);
	return ret;
}
