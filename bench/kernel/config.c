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

/* The last line of a configuration that sets the symbol, or NULL. */
static const char *find_setting(const char *config, const char *symbol,
				size_t length)
{
	const char *found = NULL;

	for (const char *line = config; line; line = strchr(line, '\n')) {
		const char *other;
		size_t other_length;

		line += *line == '\n';
		other_length = symbol_of(line, &other);
		if (other_length == length &&
		    strncmp(other, symbol, length) == 0)
			found = line;
	}
	return found;
}

static bool same_line(const char *a, const char *b)
{
	size_t length = strcspn(a, "\n");

	return strcspn(b, "\n") == length && strncmp(a, b, length) == 0;
}

int config_check(const char *text, const char *config, struct error *err)
{
	for (const char *line = text; line; line = strchr(line, '\n')) {
		const char *symbol, *kept;
		size_t length;

		line += *line == '\n';
		length = symbol_of(line, &symbol);
		if (!length || find_setting(text, symbol, length) != line)
			continue;
		kept = find_setting(config, symbol, length);
		if (!kept && *line == '#')
			continue;
		if (!kept)
			return error_set(err, EINVAL,
					 "option %.*s did not survive: this kernel does not know it or lacks what it depends on",
					 (int)strcspn(line, "\n"), line);
		if (!same_line(line, kept))
			return error_set(err, EINVAL,
					 "option %.*s did not survive: found %.*s",
					 (int)strcspn(line, "\n"), line,
					 (int)strcspn(kept, "\n"), kept);
	}
	return 0;
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
static int merge(const struct tree *tree, const char *fresh, const char *text,
		 const char *log, struct error *err)
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
		ret = kbuild_run(tree, log, "allnoconfig", variables, err);
	free(whole);
	free(wanted);
	free(variables[0]);
	free(variables[1]);
	free(wanted_path);
	return ret;
}

int config_make(const struct tree *tree, const char *text, const char *log,
		struct error *err)
{
	char *fresh = xasprintf("%s/config", tree->folder);
	char *target = xasprintf("%s/.config", tree->source);
	char *config = NULL;
	int ret = merge(tree, fresh, text, log, err);

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
