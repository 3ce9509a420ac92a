// SPDX-License-Identifier: GPL-2.0-only
#include <jansson.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "kernel/build.h"
#include "kernel/catalog.h"
#include "kernel/kernel.h"
#include "lib/root.h"

static int want_json;

static const struct poptOption options[] = {
	{ "json", 0, POPT_ARG_NONE, &want_json, 0, "print the list as JSON", NULL },
	POPT_AUTOHELP
	POPT_TABLEEND
};

static json_t *describe(const struct catalog *catalog,
			const struct variant *variant)
{
	const char *base = variant->base->name;
	char key[DIGEST_HEX_SIZE] = "";
	struct error err;
	char *folder;
	json_t *entry;
	int cached = build_find(catalog, variant, key, &folder, &err);

	if (cached < 0)
		entry = json_pack("{s:s, s:s, s:s}", "name", variant->name,
				  "base", base, "error", err.text);
	else
		entry = json_pack("{s:s, s:s, s:s, s:b, s:s}", "name",
				  variant->name, "base", base, "key", key,
				  "cached", cached, "folder", folder);
	free(folder);
	return entry;
}

static const char *text_of(const json_t *entry, const char *key)
{
	const char *text = json_string_value(json_object_get(entry, key));

	return text ? text : "";
}

static int name_width(const struct catalog *catalog)
{
	int width = 0;

	for (int i = 0; i < catalog->variant_count; i++) {
		int length = strlen(catalog->variants[i].name);

		if (length > width)
			width = length;
	}
	return width;
}

static void print_entry(const json_t *entry, int width)
{
	const char *state = json_object_get(entry, "error") ?
			    text_of(entry, "error") :
			    json_is_true(json_object_get(entry, "cached")) ?
			    text_of(entry, "folder") : "not built";

	printf("%-*s  %-12s %-12.12s  %s\n", width, text_of(entry, "name"),
	       text_of(entry, "base"), text_of(entry, "key"), state);
}

/* One line a variant: what it is made of and whether it is built. */
static int list_kernels(const struct catalog *catalog)
{
	json_t *list = json_array();
	int failed = 0;

	for (int i = 0; i < catalog->variant_count; i++) {
		json_t *entry = describe(catalog, &catalog->variants[i]);

		if (!want_json)
			print_entry(entry, name_width(catalog));
		failed += json_object_get(entry, "error") != NULL;
		json_array_append_new(list, entry);
	}
	if (want_json) {
		json_dumpf(list, stdout, JSON_INDENT(2));
		putchar('\n');
	}
	json_decref(list);
	return failed ? EXIT_FAILED : 0;
}

static int build_one(const struct catalog *catalog, const char *name,
		     struct error *err)
{
	struct kernel kernel;
	int ret = kernel_find(&kernel, catalog, name, NULL, err);

	if (ret == 0)
		printf("%s %s\n", name, kernel.image);
	kernel_release(&kernel);
	return ret;
}

static int build_kernels(const struct catalog *catalog, const char **names,
			 struct error *err)
{
	int ret = 0;

	for (int i = 0; !*names && i < catalog->variant_count && ret == 0;
	     i++)
		if (!catalog->variants[i].generated)
			ret = build_one(catalog, catalog->variants[i].name,
					err);
	for (; *names && ret == 0; names++)
		ret = build_one(catalog, *names, err);
	return ret;
}

/* List the kernels that have a name, or build some of them. */
int cmd_kernel(int argc, const char **argv)
{
	char *variants = root_path("kernels/variants.ini");
	struct catalog catalog = { 0 };
	struct error err;
	const char **words;
	poptContext context;
	int ret = command_parse(argc, argv, options,
				"list | build [NAME | TREE[:SERIES]]...", 1,
				INT_MAX, &words, &context);

	if (ret)
		goto out;
	ret = catalog_load(&catalog, variants, &err);
	if (ret == 0 && strcmp(words[0], "list") == 0 && !words[1]) {
		ret = list_kernels(&catalog);
		goto out;
	} else if (ret == 0 && strcmp(words[0], "build") == 0) {
		ret = build_kernels(&catalog, words + 1, &err);
	} else if (ret == 0) {
		fprintf(stderr,
			"numaboot kernel: found `%s`, expected list or build [NAME]...\n",
			words[0]);
		ret = EXIT_USAGE;
		goto out;
	}
	if (ret)
		ret = command_refuse(ret, &err);
out:
	catalog_release(&catalog);
	poptFreeContext(context);
	free(variants);
	return ret;
}
