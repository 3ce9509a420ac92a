// SPDX-License-Identifier: GPL-2.0-only
#include <jansson.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "cli/list.h"
#include "kernel/build.h"
#include "kernel/catalog.h"
#include "kernel/kernel.h"
#include "lib/alloc.h"
#include "lib/jsonfile.h"
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
	char key[DIGEST_HEX_SIZE] = "";
	json_t *entry = list_kernel(variant);
	struct error err;
	char *folder;
	int cached = build_find(catalog, variant, key, &folder, &err);

	if (cached < 0)
		json_object_set_new(entry, "error", json_string(err.text));
	else
		json_object_update_new(entry, json_pack(
			"{s:s, s:b, s:s}", "key", key, "cached", cached,
			"folder", folder));
	free(folder);
	return entry;
}

/* For people: the first digits of the key, and where the kernel is. */
static json_t *shorten(const json_t *entry)
{
	const char *state = json_object_get(entry, "error") ?
			    jsonfile_text(entry, "error") :
			    json_is_true(json_object_get(entry, "cached")) ?
			    jsonfile_text(entry, "folder") : "not built";
	char *key = xasprintf("%.12s", jsonfile_text(entry, "key"));
	json_t *line = json_pack("{s:s, s:s, s:s, s:s}", "name",
				 jsonfile_text(entry, "name"), "base",
				 jsonfile_text(entry, "base"), "key", key,
				 "state", state);

	free(key);
	return line;
}

/* One line a variant: what it is made of and whether it is built. */
static int list_kernels(const struct catalog *catalog)
{
	static const char *const columns[] = {
		"name", "base", "key", "state", NULL,
	};
	json_t *list = json_array();
	int failed = 0;

	for (int i = 0; i < catalog->variant_count; i++) {
		json_t *entry = describe(catalog, &catalog->variants[i]);

		failed += json_object_get(entry, "error") != NULL;
		json_array_append_new(list, want_json ? json_incref(entry) :
							shorten(entry));
		json_decref(entry);
	}
	list_print(list, columns, want_json);
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
	command_release(context);
	free(variants);
	return ret;
}
