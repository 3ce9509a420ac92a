// SPDX-License-Identifier: GPL-2.0-only
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cmd-kernel.h"
#include "cli/command.h"
#include "cli/list.h"
#include "kernel/build.h"
#include "kernel/catalog.h"
#include "kernel/naming.h"
#include "lib/alloc.h"
#include "lib/jsonfile.h"

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
static int list_kernels(struct catalog *catalog, const char **words,
			struct error *err)
{
	static const char *const columns[] = {
		"name", "short", "base", "key", "state", NULL,
	};
	json_t *list = json_array();
	int failed = 0;

	(void)words;
	(void)err;
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

/* List the kernels that have a name. */
int kernel_list(int argc, const char **argv)
{
	static const struct kernel_word word = {
		.options = options,
		.usage = "",
		.run = list_kernels,
	};

	return kernel_run(&word, argc, argv);
}
