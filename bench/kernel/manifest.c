// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/manifest.h"

#include <stdlib.h>

#include "kernel/config.h"
#include "kernel/packages.h"
#include "kernel/source.h"
#include "lib/alloc.h"
#include "lib/clock.h"
#include "lib/file.h"
#include "lib/jsonfile.h"

/* NULL where none holds: manifests of today's kernels are as ever. */
static json_t *era_names(const struct era *era)
{
	json_t *names = era->files.count ? json_array() : NULL;

	for (int i = 0; i < era->files.count; i++)
		json_array_append_new(names, json_string(era->files.list[i]));
	return names;
}

static json_t *list_of(const struct argv *words)
{
	json_t *list = json_array();

	for (size_t i = 0; i < words->count; i++)
		json_array_append_new(list, json_string(words->words[i]));
	return list;
}

/* Nothing is said where all options are the tree's. */
void manifest_add_options(json_t *manifest, const struct options *options)
{
	if (options->unknown.count)
		json_object_set_new(manifest, "options_unknown",
				    list_of(&options->unknown));
	if (options->older.count)
		json_object_set_new(manifest, "options_older",
				    list_of(&options->older));
	if (options->changed.count)
		json_object_set_new(manifest, "config_changed",
				    list_of(&options->changed));
}

int manifest_write(const struct recipe *recipe, const struct tree *tree,
			  const char *folder, uint64_t build_ns,
			  struct error *err)
{
	const struct base *base = recipe->variant->base;
	char *image = xasprintf("%s/bzImage", folder);
	char *path = xasprintf("%s/manifest.json", folder);
	char sha256[DIGEST_HEX_SIZE];
	struct argv tools = { 0 };
	json_t *manifest;
	int ret = digest_file(image, sha256, err);

	if (ret)
		goto out;
	kbuild_add_tools(&recipe->tools, &tools);
	manifest = json_pack(
		"{s:s, s:s, s:s, s:s, s:s, s:s*, s:o, s:o, s:s, s:s, s:s, s:s, s:s*, s:o*, s:o*, s:f}",
		"key", recipe->key, "image_sha256", sha256,
		"base", base->source->label,
		"base_version", base->source->version,
		"base_sha256", base->source->sha256,
		"made_for", base->made_for,
		"patches", patches_names(&recipe->patches),
		"mails", patches_describe(&recipe->patches),
		"series_sha256", recipe->patches.sha256,
		"tree_sha256", tree->sha256,
		"config_sha256", recipe->config_sha256,
		"compiler", recipe->compiler,
		"make", recipe->variant->toolchain,
		"packages", packages_of(&tools),
		"eras", era_names(&recipe->era),
		"build_s", (double)build_ns / NS_PER_S);
	manifest_add_options(manifest, &recipe->options);
	ret = jsonfile_write(path, manifest, err);
	json_decref(manifest);
out:
	argv_release(&tools);
	free(path);
	free(image);
	return ret;
}

int manifest_load_options(json_t *manifest, const char *folder,
			struct error *err)
{
	char *path = xasprintf("%s/config", folder);
	char *config;
	int ret = file_read(path, &config, NULL, err);

	if (ret == 0) {
		json_object_set_new(manifest, "options",
				    config_options(config));
		free(config);
	}
	free(path);
	return ret;
}
