// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/config-make.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/config.h"
#include "lib/alloc.h"
#include "lib/file.h"

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

/* The options of a tree, as its Kconfig files have them now. */
static int fit(struct options *options, const struct tree *tree,
	       const struct config_request *request, struct error *err)
{
	struct kconfig kconfig;
	int ret = kconfig_read(&kconfig, tree->source, err);

	if (ret == 0)
		ret = options_fit(options, request->text, &kconfig,
				  request->needs, err);
	kconfig_release(&kconfig);
	return ret;
}

int config_make(const struct tree *tree, const struct kbuild_tools *tools,
		const struct config_request *request, struct options *options,
		const char *log, struct error *err)
{
	char *fresh = xasprintf("%s/config", tree->folder);
	char *target = xasprintf("%s/.config", tree->source);
	char *config = NULL;
	int ret;

	*options = (struct options){ 0 };
	ret = fit(options, tree, request, err);
	if (ret == 0)
		ret = merge(tree, tools, fresh, options->text, log, err);
	if (ret == 0)
		ret = file_read(fresh, &config, NULL, err);
	if (ret == 0)
		ret = config_check(options->text, config, err);
	if (ret == 0)
		ret = install(fresh, target, err);
	free(config);
	free(target);
	free(fresh);
	return ret;
}
