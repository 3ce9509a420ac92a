// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/recipe.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kernel/cache.h"
#include "kernel/config.h"
#include "kernel/era-tools.h"
#include "kernel/source.h"
#include "kernel/toolchain.h"
#include "kernel/userconfig.h"
#include "lib/alloc.h"

/* Then there are two kernels, and this one is for larger pages. */
static bool has_large_pages(const struct recipe *recipe)
{
	return recipe->era.mapping_by_config && !recipe->variant->pages_4k;
}

/* Of a user's configuration what is asked decides, and all but 4K else. */
static void add_needed(struct recipe *recipe)
{
	static const struct question all[] = {
		{ .name = NEEDS_BOOT },
		{ .name = NEEDS_TOPOLOGY, .nodes = 8, .cpus = 32 },
		{ .name = "2M" },
		{ .name = "hotremove" },
		{ .name = NEEDS_HOTADD },
		{ .name = NEEDS_UNPLUG },
	};
	const struct variant *variant = recipe->variant;
	const struct question *asked = variant->asked ? variant->asked : all;
	size_t count = variant->asked ? variant->asked_count :
					sizeof(all) / sizeof(all[0]);
	struct question *kept = xcalloc(count, sizeof(*kept));
	size_t kept_count = 0;

	for (size_t i = 0; i < count; i++)
		if (!has_large_pages(recipe) || strcmp(asked[i].name, NEEDS_4K))
			kept[kept_count++] = asked[i];
	free(recipe->config);
	recipe->config = userconfig_needed(recipe->user_config, &recipe->needs,
					  kept, kept_count);
	free(kept);
}

static void hash_config(struct recipe *recipe)
{
	char *whole = xasprintf("%s%s", recipe->user_config ?
				recipe->user_config : "", recipe->config);

	SHA256Data((const uint8_t *)whole, strlen(whole),
		   recipe->config_sha256);
	free(whole);
}

static int read_config(struct recipe *recipe, const struct catalog *catalog,
		       struct error *err)
{
	const char *file = recipe->variant->config_file;
	char *path = file ? catalog_path(catalog, file) : NULL;
	int ret = config_read_fragments(catalog->folder, recipe->variant->config,
					&recipe->config, err);

	if (ret == 0)
		ret = needs_read(&recipe->needs, catalog->folder, err);
	if (ret == 0 && file)
		ret = userconfig_read(path, &recipe->user_config, err);
	free(path);
	return ret;
}

/* Where nothing else decides between pages of 4K and larger ones. */
static void choose_pages(struct recipe *recipe)
{
	char *whole;

	if (!has_large_pages(recipe))
		return;
	whole = xasprintf("%s# CONFIG_DEBUG_PAGEALLOC is not set\n",
			  recipe->config);
	free(recipe->config);
	recipe->config = whole;
}

static int read_patches(struct recipe *recipe, const struct catalog *catalog,
			struct error *err)
{
	char **places = NULL;
	int count = 0;
	int ret;

	for (char **name = recipe->variant->patches; name && *name; name++) {
		places = xgrow(places, count, sizeof(*places));
		places[count++] = catalog_path(catalog, *name);
	}
	places = xgrow(places, count, sizeof(*places));
	ret = patches_read(&recipe->patches, places, err);
	for (int i = 0; i < count; i++)
		free(places[i]);
	free(places);
	return ret;
}

static int make_key(struct recipe *recipe, struct error *err)
{
	SHA2_CTX digest;
	int ret;

	hash_config(recipe);
	SHA256Init(&digest);
	digest_add_text(&digest, "source", recipe->variant->base->source->sha256);
	digest_add_text(&digest, "patches", recipe->patches.sha256);
	digest_add_text(&digest, "config", recipe->config_sha256);
	ret = kbuild_add_digest(&recipe->tools, &digest, &recipe->compiler,
				err);
	if (ret == 0)
		ret = era_add_digest(&recipe->era, &digest, err);
	/* Without it one of the user's options goes. */
	if (ret == 0 && recipe->user_config)
		userconfig_add_digest(&digest);
	/* Today's kernels have every option by its name of today. */
	if (ret == 0 && recipe->era.files.count)
		needs_add_digest(&recipe->needs, &digest);
	SHA256End(&digest, recipe->key);
	return ret;
}

/* A configuration of the user's has what is asked for already. */
static int add_era_config(struct recipe *recipe, const char *folder,
			  struct error *err)
{
	char *more = NULL, *whole;
	int ret;

	if (recipe->user_config || !recipe->era.config.count)
		return 0;
	ret = config_read_fragments(folder, recipe->era.config.list, &more,
				    err);
	whole = xasprintf("%s%s", recipe->config, more);
	free(more);
	free(recipe->config);
	recipe->config = whole;
	return ret;
}

/* What the age of the source needs. */
static int read_era(struct recipe *recipe, const char *folder,
		    struct error *err)
{
	int ret = era_find(&recipe->era,
			   recipe->variant->base->source->release, err);

	if (ret == 0)
		ret = add_era_config(recipe, folder, err);
	if (ret)
		return ret;
	era_add_tools(&recipe->era, &recipe->tools);
	if (recipe->user_config)
		add_needed(recipe);
	choose_pages(recipe);
	return 0;
}

static int prepare(struct recipe *recipe, const struct catalog *catalog,
		   struct error *err)
{
	const char *toolchain = recipe->variant->toolchain;
	int ret = read_config(recipe, catalog, err);

	if (ret == 0 && toolchain)
		ret = toolchain_read(&recipe->tools, toolchain, err);
	if (ret == 0)
		ret = read_patches(recipe, catalog, err);
	if (ret == 0)
		ret = source_open(recipe->variant->base, recipe->cache, err);
	if (ret == 0)
		ret = read_era(recipe, catalog->folder, err);
	return ret ? ret : make_key(recipe, err);
}

void recipe_release(struct recipe *recipe)
{
	if (recipe->cache_fd > 0)
		close(recipe->cache_fd);
	patches_release(&recipe->patches);
	kbuild_tools_release(&recipe->tools);
	era_release(&recipe->era);
	needs_release(&recipe->needs);
	options_release(&recipe->options);
	free(recipe->cache);
	free(recipe->config);
	free(recipe->user_config);
	free(recipe->compiler);
}

int recipe_locate(struct recipe *recipe, const struct catalog *catalog,
		  char **folder, struct error *err)
{
	int ret;

	recipe->cache = cache_folder();
	recipe->cache_fd = cache_hold(recipe->cache, err);
	ret = recipe->cache_fd < 0 ? recipe->cache_fd :
	      prepare(recipe, catalog, err);
	if (ret)
		error_prefix(err, "kernel %s: ", recipe->variant->name);
	else
		*folder = xasprintf("%s/kernels/%.32s", recipe->cache,
				    recipe->key);
	return ret;
}
