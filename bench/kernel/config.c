// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/config.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/file.h"
#include "lib/memstream.h"

/*
 * The symbol that a line sets ("CONFIG_X=…", "# CONFIG_X is not set"), as a
 * pointer into the line and a length; 0 for any other line.
 */
static size_t symbol_of(const char *line, const char **symbol)
{
	if (strncmp(line, "# CONFIG_", 9) == 0)
		line += 2;
	*symbol = line;
	if (strncmp(line, "CONFIG_", 7))
		return 0;
	return strcspn(line, "= \n");
}

/* A line that sets a symbol. */
struct setting {
	const char *symbol;
	size_t length;
	const char *line;
};

struct settings {
	struct setting *list;
	size_t count;
};

static int compare_symbols(const struct setting *a, const struct setting *b)
{
	size_t shorter = a->length < b->length ? a->length : b->length;
	int order = strncmp(a->symbol, b->symbol, shorter);

	return order ? order : (a->length > b->length) - (a->length < b->length);
}

/* Lines of one symbol in their order. */
static int compare_settings(const void *left, const void *right)
{
	const struct setting *a = left, *b = right;
	int order = compare_symbols(a, b);

	return order ? order : (a->line > b->line) - (a->line < b->line);
}

static struct settings settings_of(const char *config)
{
	struct settings settings = { 0 };

	for (const char *line = config; line; line = strchr(line, '\n')) {
		struct setting setting;

		line += *line == '\n';
		setting.line = line;
		setting.length = symbol_of(line, &setting.symbol);
		if (!setting.length)
			continue;
		settings.list = xgrow(settings.list, settings.count,
				      sizeof(*settings.list));
		settings.list[settings.count++] = setting;
	}
	if (settings.count)
		qsort(settings.list, settings.count, sizeof(*settings.list),
		      compare_settings);
	return settings;
}

/* The last line that sets the symbol, or NULL. */
static const char *find_setting(const struct settings *settings,
				const struct setting *wanted)
{
	size_t low = 0, high = settings->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare_symbols(&settings->list[middle], wanted) <= 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (!low || compare_symbols(&settings->list[low - 1], wanted))
		return NULL;
	return settings->list[low - 1].line;
}

static bool same_line(const char *a, const char *b)
{
	size_t length = strcspn(a, "\n");

	return strcspn(b, "\n") == length && strncmp(a, b, length) == 0;
}

/* What became of a line that the text ends with, when that is wrong. */
static void check_line(const char *line, const char *kept, FILE *lost)
{
	if ((!kept && *line == '#') || (kept && same_line(line, kept)))
		return;
	fprintf(lost, "%s%.*s", ftell(lost) ? ", " : "",
		(int)strcspn(line, "\n"), line);
	if (kept)
		fprintf(lost, " (found %.*s)", (int)strcspn(kept, "\n"), kept);
	else
		fputs(" (what it depends on is off)", lost);
}

int config_check(const char *text, const char *config, struct error *err)
{
	struct settings asked = settings_of(text);
	struct settings kept = settings_of(config);
	char *lost = NULL;
	size_t size;
	FILE *out = memstream_open(&lost, &size);
	int ret = 0;

	for (const char *line = text; line; line = strchr(line, '\n')) {
		struct setting setting;

		line += *line == '\n';
		setting.line = line;
		setting.length = symbol_of(line, &setting.symbol);
		if (setting.length && find_setting(&asked, &setting) == line)
			check_line(line, find_setting(&kept, &setting), out);
	}
	memstream_close(out);
	if (size)
		ret = error_set(err, EINVAL,
				"options that the kernel has and did not keep: %s",
				lost);
	free(lost);
	free(asked.list);
	free(kept.list);
	return ret;
}

char *config_without_notes(const char *fragment)
{
	char *text = xcalloc(strlen(fragment) + 1, 1), *end = text;

	for (const char *line = fragment; *line;) {
		size_t length = strcspn(line, "\n");

		length += line[length] == '\n';
		if (strncmp(line, "#:", 2)) {
			memcpy(end, line, length);
			end += length;
		}
		line += length;
	}
	return text;
}

int config_read_fragments(const char *folder, char *const *names, char **text,
			  struct error *err)
{
	*text = xstrdup("");
	for (; *names; names++) {
		char *path = xasprintf("%s/config/%s.config", folder, *names);
		char *noted = NULL, *fragment, *whole;
		int ret = file_read(path, &noted, NULL, err);

		free(path);
		if (ret)
			return ret;
		fragment = config_without_notes(noted);
		whole = xasprintf("%s%s\n", *text, fragment);
		free(fragment);
		free(noted);
		free(*text);
		*text = whole;
	}
	return 0;
}

char *config_option(const char *line)
{
	const char *symbol;
	size_t length = symbol_of(line, &symbol);

	return length > strlen("CONFIG_") ?
		       xasprintf("%.*s", (int)(length - strlen("CONFIG_")),
				 symbol + strlen("CONFIG_")) : NULL;
}

char *config_value(const char *config, const char *option)
{
	char *symbol = xasprintf("CONFIG_%s", option);
	const size_t length = strlen(symbol);
	char *value = NULL;

	for (const char *at = config; (at = strstr(at, symbol)); at += length) {
		bool set = at == config || at[-1] == '\n';

		if (set && at[length] == '=') {
			free(value);
			value = xasprintf("%.*s", (int)strcspn(at, "\n") -
					  (int)length - 1, at + length + 1);
		} else if (!set && at >= config + 2 && at[-2] == '#' &&
			   strncmp(at + length, " is not set", 11) == 0) {
			free(value);
			value = xstrdup("n");
		}
	}
	free(symbol);
	return value;
}

/* What kernels in use have, and what changes what a boot does to memory. */
static const char *const asked_for[] = {
	"MODULES", "NET", "BLOCK", "USB_SUPPORT", "DRM", "SECURITY", "CGROUPS",
	"BPF_SYSCALL", "FTRACE", "EFI", "RANDOMIZE_BASE",
	"TRANSPARENT_HUGEPAGE", "DEFERRED_STRUCT_PAGE_INIT",
	"CPU_MITIGATIONS", "DEBUG_PAGEALLOC", "KASAN", "SMP", "NR_CPUS",
	"NODES_SHIFT",
};

static json_t *option_value(const char *line)
{
	const char *value = line ? line + strcspn(line, "=\n") : "";

	return *value == '=' ? json_stringn(value + 1,
					    strcspn(value + 1, "\n")) :
			       json_string("n");
}

json_t *config_options(const char *config)
{
	struct settings settings = settings_of(config);
	json_t *options = json_object();

	for (size_t i = 0; i < sizeof(asked_for) / sizeof(asked_for[0]); i++) {
		char *symbol = xasprintf("CONFIG_%s", asked_for[i]);
		const struct setting wanted = {
			.symbol = symbol,
			.length = strlen(symbol),
		};

		json_object_set_new(options, asked_for[i], option_value(
			find_setting(&settings, &wanted)));
		free(symbol);
	}
	free(settings.list);
	return options;
}
