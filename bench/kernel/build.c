// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/build.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kernel/alike.h"
#include "kernel/cache.h"
#include "kernel/config-make.h"
#include "kernel/era-tools.h"
#include "kernel/kbuild.h"
#include "kernel/manifest.h"
#include "kernel/patches.h"
#include "kernel/patience.h"
#include "kernel/recipe.h"
#include "kernel/source.h"
#include "kernel/told.h"
#include "kernel/toolchain.h"
#include "kernel/tree.h"
#include "lib/alloc.h"
#include "lib/clock.h"
#include "lib/file.h"
#include "lib/jsonfile.h"

/* As long as another one may build in the tree. */
#define LOCK_TIMEOUT_NS (PATIENCE_WHOLE_S * NS_PER_S)

/* What a finished kernel consists of, and where kbuild leaves it. */
static const struct {
	const char *name;
	const char *made;
} products[] = {
	{ "bzImage", "arch/x86/boot/bzImage" },
	{ "System.map", "System.map" },
	{ "vmlinux", "vmlinux" },
	{ "config", ".config" },
};

/* The first ones that the link makes. */
#define LINKED_COUNT 3

static int install(const struct recipe *recipe, const struct tree *tree,
		   const char *folder, const char *log, uint64_t build_ns,
		   struct error *err)
{
	char *partial = xasprintf("%s.%d.partial", folder, (int)getpid());
	char *kept_log = xasprintf("%s/build.log", partial);
	int ret = directory_make(partial, err);

	for (size_t i = 0; i < sizeof(products) / sizeof(products[0]); i++) {
		char *from = xasprintf("%s/%s", tree->source,
				       products[i].made);
		char *to = xasprintf("%s/%s", partial, products[i].name);

		if (ret == 0)
			ret = file_copy(from, to, err);
		free(to);
		free(from);
	}
	if (ret == 0)
		ret = file_copy(log, kept_log, err);
	if (ret == 0)
		ret = manifest_write(recipe, tree, partial, build_ns, err);
	if (ret == 0)
		ret = file_sync(partial, err);
	/* Whoever put one there under this key put the same there. */
	if (ret == 0 && rename(partial, folder) && errno != ENOTEMPTY &&
	    errno != EEXIST)
		ret = error_set(err, errno, "%s: %s", folder, strerror(errno));
	if (file_exists(partial)) {
		struct error ignored;

		directory_remove(partial, &ignored);
	}
	free(kept_log);
	free(partial);
	return ret;
}

/* The link always runs: it may depend on a file that is gone, or on a mode. */
static void remove_products(const struct tree *tree)
{
	for (int i = 0; i < LINKED_COUNT; i++) {
		char *path = xasprintf("%s/%s", tree->source,
				       products[i].made);

		unlink(path);
		free(path);
	}
}

/* What became of each file and mail, at the head of the log. */
static void print_series(FILE *out, const void *context)
{
	patches_print(context, out);
}

/* A tree that does not know a word of make goes on with another compiler. */
static int check_compiler(const struct recipe *recipe, const struct tree *tree,
			  struct error *err)
{
	char *path = xasprintf("%s/.config", tree->source);
	char *config = NULL;
	int ret = file_read(path, &config, NULL, err);

	if (ret == 0)
		ret = toolchain_check_config(recipe->compiler, config, err);
	free(config);
	free(path);
	return ret;
}

/* What stands beside the source, in no file of it. */
static int place_shims(const struct recipe *recipe, const struct tree *tree,
		       struct error *err)
{
	char *folder = xasprintf("%s/shims", tree->folder);
	int ret = era_place_shims(&recipe->era, folder, err);

	free(folder);
	return ret;
}

static int build_in_tree(struct recipe *recipe, struct tree *tree,
			 const char *folder, const char *log,
			 struct error *err)
{
	const struct config_request request = {
		.text = recipe->config,
		.user = recipe->user_config,
		.needs = &recipe->needs,
	};
	uint64_t started_ns = clock_now_ns();
	int ret = tree_switch(tree, recipe->variant->base, &recipe->patches, err);

	if (ret)
		return ret;
	remove_products(tree);
	ret = place_shims(recipe, tree, err);
	if (ret == 0)
		ret = config_make(tree, &recipe->tools, &request,
				  &recipe->options, log, err);
	if (ret == 0)
		told_configured(recipe);
	if (ret == 0)
		ret = check_compiler(recipe, tree, err);
	if (ret == 0)
		ret = kbuild_run(tree, &recipe->tools, log, "bzImage", NULL,
				 err);
	if (ret == 0)
		ret = install(recipe, tree, folder, log,
			      clock_now_ns() - started_ns, err);
	/* A build that failed by itself left no partly written file. */
	if (ret == 0 || ret == -EIO || ret == -EINVAL) {
		struct error second;
		int ready = tree_ready(tree, ret ? &second : err);

		ret = ret ? ret : ready;
	}
	return ret;
}

static int build_now(struct recipe *recipe, const char *folder,
		     struct error *err)
{
	char *logs = xasprintf("%s/logs", recipe->cache);
	char *log = xasprintf("%s/%.32s.log", logs, recipe->key);
	uint64_t started_ns = clock_now_ns();
	char *kernels = xasprintf("%s/kernels", recipe->cache);
	struct steps steps = { 0 };
	struct tree tree;
	int ret = era_check_tools(&recipe->era, &recipe->tools, recipe->compiler,
				  err);

	if (ret == 0)
		ret = directory_make(logs, err);
	if (ret == 0)
		ret = directory_make(kernels, err);
	if (ret)
		goto out;
	fprintf(stderr, "kernel %s: building, log in %s\n",
		recipe->variant->name, log);
	told_left_out(recipe);
	tree = (struct tree){ .lock_fd = -1 };
	ret = cache_check_path(recipe->cache, err);
	if (ret == 0)
		ret = source_fetch(recipe->variant->base, recipe->cache, err);
	if (ret == 0)
		ret = tree_open(&tree, recipe->cache,
				recipe->variant->base->source,
				clock_now_ns() + LOCK_TIMEOUT_NS, err);
	/* Whoever held the lock may have built just this. */
	if (ret == 0 && !file_exists(folder)) {
		alike_steps(kernels, recipe->variant->base->source,
			    recipe->config_sha256, &steps);
		tree.known = &steps;
		ret = file_print(log, print_series, &recipe->patches, err);
		if (ret == 0)
			ret = build_in_tree(recipe, &tree, folder, log, err);
		if (ret == 0)
			told_built(recipe, log, clock_now_ns() - started_ns);
	}
	tree_close(&tree);
	steps_release(&steps);
out:
	free(kernels);
	free(log);
	free(logs);
	return ret;
}

/* The same source and patches may have been built from other places. */
static int load_product(struct kernel *kernel, const struct recipe *recipe,
			const char *folder, struct error *err)
{
	const struct base *base = recipe->variant->base;

	kernel->image = xasprintf("%s/bzImage", folder);
	kernel->symbols = xasprintf("%s/System.map", folder);
	kernel->manifest = jsonfile_read(folder, "manifest.json", err);
	if (!kernel->manifest)
		return -EIO;
	json_object_update_new(kernel->manifest, json_pack(
		"{s:s, s:s, s:s*, s:s*, s:s*, s:o, s:o}", "name", kernel->name,
		"base", base->source->label, "base_package", base->package,
		"commit", base->source->commit,
		"subject", base->source->subject,
		"patches", patches_names(&recipe->patches),
		"mails", patches_describe(&recipe->patches)));
	return manifest_load_options(kernel->manifest, folder, err);
}

int build_find(const struct catalog *catalog, const struct variant *variant,
	       char key[DIGEST_HEX_SIZE], char **folder, struct error *err)
{
	struct recipe recipe = { .variant = variant };
	int ret;

	*folder = NULL;
	ret = recipe_locate(&recipe, catalog, folder, err);
	if (ret == 0)
		ret = file_exists(*folder);
	strcpy(key, recipe.key);
	recipe_release(&recipe);
	return ret;
}

/* Who makes room in the cache begins with what was used longest ago. */
static void mark_used(const char *folder)
{
	utimensat(AT_FDCWD, folder, NULL, 0);
}

/* That of the last try; where only the kernel is left, its own. */
int build_find_log(const struct catalog *catalog,
		   const struct variant *variant, char **path,
		   struct error *err)
{
	struct recipe recipe = { .variant = variant };
	char *folder = NULL;
	int ret = recipe_locate(&recipe, catalog, &folder, err);

	*path = NULL;
	if (ret == 0)
		*path = xasprintf("%s/logs/%.32s.log", recipe.cache, recipe.key);
	if (ret == 0 && !file_exists(*path)) {
		free(*path);
		*path = xasprintf("%s/build.log", folder);
	}
	if (ret == 0 && !file_exists(*path))
		ret = error_set(err, ENOENT,
				"kernel %s: found no log: it was not built here as it is now (key %.12s)",
				variant->name, recipe.key);
	if (ret) {
		free(*path);
		*path = NULL;
	}
	free(folder);
	recipe_release(&recipe);
	return ret;
}

int build_variant(struct kernel *kernel, const struct catalog *catalog,
		  const struct variant *variant, struct error *err)
{
	struct recipe recipe = { .variant = variant };
	char *folder = NULL;
	bool built;
	int ret = recipe_locate(&recipe, catalog, &folder, err);

	if (ret)
		goto out;
	told_series(&recipe);
	built = !file_exists(folder);
	if (built) {
		ret = build_now(&recipe, folder, err);
		if (ret)
			error_prefix(err, "kernel %s: ", variant->name);
	}
	if (ret == 0)
		ret = load_product(kernel, &recipe, folder, err);
	kernel->built = ret == 0 && built;
	mark_used(folder);
	if (ret == 0 && !built) {
		told_options(kernel->name, kernel->manifest);
		told_changes(kernel->name, kernel->manifest);
	}
out:
	free(folder);
	recipe_release(&recipe);
	return ret;
}

static bool has_image(const char *folder, const char *image_sha256,
		      json_t **manifest)
{
	char *image = xasprintf("%s/bzImage", folder);
	char hex[DIGEST_HEX_SIZE];
	struct error ignored;
	bool has;

	*manifest = jsonfile_read(folder, "manifest.json", &ignored);
	has = *manifest &&
	      strcmp(jsonfile_text(*manifest, "image_sha256"),
		     image_sha256) == 0 &&
	      digest_file(image, hex, &ignored) == 0 &&
	      strcmp(hex, image_sha256) == 0;
	free(image);
	return has;
}

int build_find_image(struct kernel *kernel, const char *image_sha256,
		     struct error *err)
{
	char *cache = cache_folder();
	char *kernels = xasprintf("%s/kernels", cache);
	struct error ignored;
	char **names = NULL;
	int ret = 0;

	if (directory_list(kernels, &names, &ignored) < 0)
		names = NULL;
	for (char **name = names; name && *name && ret == 0; name++) {
		char *folder = xasprintf("%s/%s", kernels, *name);
		json_t *manifest = NULL;

		if (has_image(folder, image_sha256, &manifest)) {
			kernel->image = xasprintf("%s/bzImage", folder);
			kernel->symbols = xasprintf("%s/System.map", folder);
			kernel->manifest = json_incref(manifest);
			mark_used(folder);
			ret = manifest_load_options(manifest, folder, err);
			ret = ret ? ret : 1;
		}
		json_decref(manifest);
		free(folder);
	}
	directory_list_free(names);
	free(kernels);
	free(cache);
	return ret;
}
