// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/buildlog.h"

#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/file.h"

#define LINES_THAT_MATTER 8

static bool matters(const char *line, size_t length)
{
	static const char *const signs[] = {
		"error:", "Error ", "*** ", "undefined reference",
	};

	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++)
		if (memmem(line, length, signs[i], strlen(signs[i])))
			return true;
	return false;
}

/* The first lines that look like an error: later ones follow from them. */
static void quote_errors(const char *text, struct error *err)
{
	int quoted = 0;

	for (const char *line = text; *line && quoted < LINES_THAT_MATTER;) {
		size_t length = strcspn(line, "\n");

		if (matters(line, length)) {
			size_t used = strlen(err->text);

			snprintf(err->text + used, sizeof(err->text) - used,
				 "\n    %.*s", (int)length, line);
			quoted++;
		}
		line += length + (line[length] == '\n');
	}
}

/* What stands behind "Minimum Clang version:", with its length. */
static size_t version_behind(const char *text, const char *key,
			     const char **version)
{
	const char *found = strstr(text, key);
	const char *colon = found ? strstr(found, "version:") : NULL;

	if (!colon)
		return 0;
	*version = colon + strlen("version:");
	*version += strspn(*version, " \t");
	return strcspn(*version, " \t\n");
}

/* scripts/cc-version.sh, scripts/ld-version.sh and scripts/as-version.sh */
static bool quote_too_old(const char *text, struct error *err)
{
	const char *old = strstr(text, " is too old.");
	const char *line = old, *has = NULL, *needs = NULL;
	size_t has_length, needs_length;
	char what[32];

	while (line && line > text && line[-1] != '\n')
		line--;
	if (!old)
		return false;
	line += strspn(line, "* ");
	/* "Compiler", "Linker", "Assembler" */
	snprintf(what, sizeof(what), "%c%.*s", tolower((unsigned char)*line),
		 (int)(old - line - 1), line + 1);
	has_length = version_behind(old, "Your ", &has);
	needs_length = version_behind(old, "Minimum ", &needs);
	if (!has_length || !needs_length)
		return false;
	error_set(err, EINVAL,
		  "found a %s that is too old for this tree, version %.*s, expected %.*s or newer: install a newer one and choose it (docs/kernels.md, Compilers)",
		  what, (int)has_length, has, (int)needs_length, needs);
	return true;
}

int buildlog_quote(const char *log, int code, struct error *err)
{
	struct error ignored;
	char *text;

	if (file_read(log, &text, NULL, &ignored))
		return -code;
	if (quote_too_old(text, err))
		code = EINVAL;
	else
		quote_errors(text, err);
	free(text);
	return -code;
}

int buildlog_count_warnings(const char *log)
{
	struct error ignored;
	char *text;
	int count = 0;

	if (file_read(log, &text, NULL, &ignored))
		return 0;
	for (const char *at = text; (at = strstr(at, ": warning: ")); at++)
		count++;
	free(text);
	return count;
}
