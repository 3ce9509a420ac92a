// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
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
#include "kernel/naming.h"
#include "lib/alloc.h"
#include "lib/jsonfile.h"
#include "lib/root.h"

static int want_json;

static const struct poptOption options[] = {
	{ "json", 0, POPT_ARG_NONE, &want_json, 0, "print the list as JSON", NULL },
	POPT_AUTOHELP
	POPT_TABLEEND
};

/* The name without a base is on this host's list where it means this one. */
static void check_short(json_t *entry, const struct catalog *catalog,
			const struct variant *variant)
{
	const struct variant *meant;
	struct error ignored;

	if (naming_find(catalog, jsonfile_text(entry, "short"), &meant,
			&ignored) || meant != variant)
		json_object_set_new(entry, "short", json_null());
}

static json_t *describe(const struct catalog *catalog,
			const struct variant *variant)
{
	char key[DIGEST_HEX_SIZE] = "";
	json_t *entry = list_kernel(variant);
	struct error err;
	char *folder = NULL;
	int cached;

	check_short(entry, catalog, variant);
	if (!base_is_here(variant->base) && variant->base->package) {
		json_object_set_new(entry, "lacks",
				    json_string(variant->base->package));
		return entry;
	}
	cached = build_find(catalog, variant, key, &folder, &err);
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
	const char *lacks = jsonfile_text(entry, "lacks");
	const char *error = jsonfile_text(entry, "error");
	const char *said = *error ? error :
			   json_is_true(json_object_get(entry, "cached")) ?
			   jsonfile_text(entry, "folder") : "not built";
	char *state = *lacks ? xasprintf("needs the package %s", lacks) :
			       xstrdup(said);
	char *key = xasprintf("%.12s", jsonfile_text(entry, "key"));
	json_t *line = json_pack("{s:s, s:s, s:s, s:s, s:s}", "name",
				 jsonfile_text(entry, "name"), "short",
				 jsonfile_text(entry, "short"), "base",
				 jsonfile_text(entry, "base"), "key", key,
				 "state", state);

	free(key);
	free(state);
	return line;
}

/* One line a variant: what it is made of and whether it is built. */
static int list_kernels(const struct catalog *catalog)
{
	static const char *const columns[] = {
		"name", "short", "base", "key", "state", NULL,
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
		printf("%s %s\n", kernel.name, kernel.image);
	kernel_release(&kernel);
	return ret;
}

/* What a release does not have is told; without any base nothing is built. */
static int build_all(const struct catalog *catalog, struct error *err)
{
	int ret = 0, lacking = 0;

	for (int i = 0; i < catalog->base_count; i++) {
		const struct base *base = catalog->bases[i];

		if (base_is_here(base))
			continue;
		fprintf(stderr, "kernels of %s are left out: %s is not there\n",
			base->name, base->tree ? base->tree : base->tarball);
		lacking++;
	}
	if (lacking == catalog->base_count)
		return error_set(err, ENOENT,
				 "found no kernel source, expected the package of one base (make deps)");
	for (int i = 0; i < catalog->variant_count && ret == 0; i++) {
		const struct variant *variant = &catalog->variants[i];

		if (!variant->generated && base_is_here(variant->base))
			ret = build_one(catalog, variant->name, err);
	}
	return ret;
}

static int build_kernels(const struct catalog *catalog, const char **names,
			 struct error *err)
{
	int ret = 0;

	if (!*names)
		return build_all(catalog, err);
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
