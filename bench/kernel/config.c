// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/config.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/kbuild.h"
#include "lib/alloc.h"
#include "lib/file.h"

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

/* What became of a line that the fragments end with. */
static int check_line(const char *line, const char *kept, struct error *err)
{
	if (!kept && *line == '#')
		return 0;
	if (!kept)
		return error_set(err, EINVAL,
				 "option %.*s did not survive: this kernel does not know it or lacks what it depends on",
				 (int)strcspn(line, "\n"), line);
	if (!same_line(line, kept))
		return error_set(err, EINVAL,
				 "option %.*s did not survive: found %.*s",
				 (int)strcspn(line, "\n"), line,
				 (int)strcspn(kept, "\n"), kept);
	return 0;
}

int config_check(const char *text, const char *config, struct error *err)
{
	struct settings asked = settings_of(text);
	struct settings kept = settings_of(config);
	int ret = 0;

	for (const char *line = text; line && ret == 0;
	     line = strchr(line, '\n')) {
		struct setting setting;

		line += *line == '\n';
		setting.length = symbol_of(line, &setting.symbol);
		if (setting.length && find_setting(&asked, &setting) == line)
			ret = check_line(line, find_setting(&kept, &setting),
					 err);
	}
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

/* Compare first: kbuild goes by the time stamp of .config. */
static int install(const char *fresh, const char *target, struct error *err)
{
	struct error ignored;
	char *text, *old = NULL;
	size_t size, old_size = 0;
	int ret = file_read(fresh, &text, &size, err);

	if (ret)
		return ret;
	if (file_read(target, &old, &old_size, &ignored) ||
	    old_size != size || memcmp(old, text, size))
		ret = file_write(target, text, size, err);
	free(old);
	free(text);
	return ret;
}

/* Append a file of the tree to @whole, when that kernel has it. */
static int append(const struct tree *tree, const char *name, char **whole,
		  struct error *err)
{
	char *path = xasprintf("%s/%s", tree->source, name);
	char *text, *longer;
	int ret = 0;

	if (file_exists(path)) {
		ret = file_read(path, &text, NULL, err);
		if (ret == 0) {
			longer = xasprintf("%s%s\n", *whole, text);
			free(text);
			free(*whole);
			*whole = longer;
		}
	}
	free(path);
	return ret;
}

/*
 * `make tinyconfig` is allnoconfig with these files merged in.  Done in one
 * go, options that the fragments bring within reach stay off, too.
 */
static int merge(const struct tree *tree, const struct kbuild_tools *tools,
		 const char *fresh, const char *text, const char *log,
		 struct error *err)
{
	static const char *const tiny[] = {
		"kernel/configs/tiny-base.config",
		"kernel/configs/tiny.config",
		"arch/x86/configs/tiny.config",
	};
	char *wanted_path = xasprintf("%s.wanted", fresh);
	char *variables[] = {
		xasprintf("KCONFIG_CONFIG=%s", fresh),
		xasprintf("KCONFIG_ALLCONFIG=%s", wanted_path),
		NULL,
	};
	char *wanted = xstrdup(""), *whole;
	int ret = 0;

	for (size_t i = 0; i < sizeof(tiny) / sizeof(tiny[0]) && ret == 0;
	     i++)
		ret = append(tree, tiny[i], &wanted, err);
	whole = xasprintf("%s%s", wanted, text);
	if (ret == 0)
		ret = file_write(wanted_path, whole, strlen(whole), err);
	if (ret == 0)
		ret = kbuild_run(tree, tools, log, "allnoconfig", variables,
				 err);
	free(whole);
	free(wanted);
	free(variables[0]);
	free(variables[1]);
	free(wanted_path);
	return ret;
}

int config_make(const struct tree *tree, const struct kbuild_tools *tools,
		const char *text, const char *log, struct error *err)
{
	char *fresh = xasprintf("%s/config", tree->folder);
	char *target = xasprintf("%s/.config", tree->source);
	char *config = NULL;
	int ret = merge(tree, tools, fresh, text, log, err);

	if (ret == 0)
		ret = file_read(fresh, &config, NULL, err);
	if (ret == 0)
		ret = config_check(text, config, err);
	if (ret == 0)
		ret = install(fresh, target, err);
	free(config);
	free(target);
	free(fresh);
	return ret;
}
