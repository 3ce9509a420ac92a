// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/build.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kernel/alike.h"
#include "kernel/buildlog.h"
#include "kernel/cache.h"
#include "kernel/config-make.h"
#include "kernel/config.h"
#include "kernel/era-tools.h"
#include "kernel/kbuild.h"
#include "kernel/packages.h"
#include "kernel/patches.h"
#include "kernel/patience.h"
#include "kernel/source.h"
#include "kernel/toolchain.h"
#include "kernel/tree.h"
#include "kernel/userconfig.h"
#include "lib/alloc.h"
#include "lib/clock.h"
#include "lib/file.h"
#include "lib/jsonfile.h"

#define CHANGES_TOLD 10
/* As long as another one may build in the tree. */
#define LOCK_TIMEOUT_NS (PATIENCE_WHOLE_S * NS_PER_S)

/**
 * struct build - everything that goes into one kernel
 * @cache_fd: of cache_hold()
 * @tools: what it is made with
 * @era: what its age needs
 * @needs: what options are for, and their older forms
 * @options: what was asked of its tree; empty before it is built
 * @user_config: the user's own .config, or NULL
 * @config: fragments, or what is needed beside @user_config
 * @key: SHA-256 over all of it
 */
struct build {
	const struct variant *variant;
	char *cache;
	int cache_fd;
	struct patches patches;
	struct kbuild_tools tools;
	struct era era;
	struct needs needs;
	struct options options;
	char *user_config;
	char *config;
	char config_sha256[DIGEST_HEX_SIZE];
	char *compiler;
	char key[DIGEST_HEX_SIZE];
};

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

/* Then there are two kernels, and this one is for larger pages. */
static bool has_large_pages(const struct build *build)
{
	return build->era.mapping_by_config && !build->variant->pages_4k;
}

/* Of a user's configuration what is asked decides, and all but 4K else. */
static void add_needed(struct build *build)
{
	static const struct question all[] = {
		{ .name = NEEDS_BOOT },
		{ .name = NEEDS_TOPOLOGY, .nodes = 8, .cpus = 32 },
		{ .name = "2M" },
		{ .name = "hotremove" },
		{ .name = NEEDS_HOTADD },
		{ .name = NEEDS_UNPLUG },
	};
	const struct variant *variant = build->variant;
	const struct question *asked = variant->asked ? variant->asked : all;
	size_t count = variant->asked ? variant->asked_count :
					sizeof(all) / sizeof(all[0]);
	struct question *kept = xcalloc(count, sizeof(*kept));
	size_t kept_count = 0;

	for (size_t i = 0; i < count; i++)
		if (!has_large_pages(build) || strcmp(asked[i].name, NEEDS_4K))
			kept[kept_count++] = asked[i];
	free(build->config);
	build->config = userconfig_needed(build->user_config, &build->needs,
					  kept, kept_count);
	free(kept);
}

static void hash_config(struct build *build)
{
	char *whole = xasprintf("%s%s", build->user_config ?
				build->user_config : "", build->config);

	SHA256Data((const uint8_t *)whole, strlen(whole),
		   build->config_sha256);
	free(whole);
}

static int read_config(struct build *build, const struct catalog *catalog,
		       struct error *err)
{
	const char *file = build->variant->config_file;
	char *path = file ? catalog_path(catalog, file) : NULL;
	int ret = config_read_fragments(catalog->folder, build->variant->config,
					&build->config, err);

	if (ret == 0)
		ret = needs_read(&build->needs, catalog->folder, err);
	if (ret == 0 && file)
		ret = userconfig_read(path, &build->user_config, err);
	free(path);
	return ret;
}

/* Where nothing else decides between pages of 4K and larger ones. */
static void choose_pages(struct build *build)
{
	char *whole;

	if (!has_large_pages(build))
		return;
	whole = xasprintf("%s# CONFIG_DEBUG_PAGEALLOC is not set\n",
			  build->config);
	free(build->config);
	build->config = whole;
}

static int read_patches(struct build *build, const struct catalog *catalog,
			struct error *err)
{
	char **places = NULL;
	int count = 0;
	int ret;

	for (char **name = build->variant->patches; name && *name; name++) {
		places = xgrow(places, count, sizeof(*places));
		places[count++] = catalog_path(catalog, *name);
	}
	places = xgrow(places, count, sizeof(*places));
	ret = patches_read(&build->patches, places, err);
	for (int i = 0; i < count; i++)
		free(places[i]);
	free(places);
	return ret;
}

static int make_key(struct build *build, struct error *err)
{
	SHA2_CTX digest;
	int ret;

	hash_config(build);
	SHA256Init(&digest);
	digest_add_text(&digest, "source", build->variant->base->source->sha256);
	digest_add_text(&digest, "patches", build->patches.sha256);
	digest_add_text(&digest, "config", build->config_sha256);
	ret = kbuild_add_digest(&build->tools, &digest, &build->compiler,
				err);
	if (ret == 0)
		ret = era_add_digest(&build->era, &digest, err);
	/* Without it one of the user's options goes. */
	if (ret == 0 && build->user_config)
		userconfig_add_digest(&digest);
	/* Today's kernels have every option by its name of today. */
	if (ret == 0 && build->era.files.count)
		needs_add_digest(&build->needs, &digest);
	SHA256End(&digest, build->key);
	return ret;
}

/* A configuration of the user's has what is asked for already. */
static int add_era_config(struct build *build, const char *folder,
			  struct error *err)
{
	char *more = NULL, *whole;
	int ret;

	if (build->user_config || !build->era.config.count)
		return 0;
	ret = config_read_fragments(folder, build->era.config.list, &more,
				    err);
	whole = xasprintf("%s%s", build->config, more);
	free(more);
	free(build->config);
	build->config = whole;
	return ret;
}

/* What the age of the source needs. */
static int read_era(struct build *build, const char *folder, struct error *err)
{
	int ret = era_find(&build->era,
			   build->variant->base->source->release, err);

	if (ret == 0)
		ret = add_era_config(build, folder, err);
	if (ret)
		return ret;
	era_add_tools(&build->era, &build->tools);
	if (build->user_config)
		add_needed(build);
	choose_pages(build);
	return 0;
}

static int build_prepare(struct build *build, const struct catalog *catalog,
			 struct error *err)
{
	const char *toolchain = build->variant->toolchain;
	int ret = read_config(build, catalog, err);

	if (ret == 0 && toolchain)
		ret = toolchain_read(&build->tools, toolchain, err);
	if (ret == 0)
		ret = read_patches(build, catalog, err);
	if (ret == 0)
		ret = source_open(build->variant->base, build->cache, err);
	if (ret == 0)
		ret = read_era(build, catalog->folder, err);
	return ret ? ret : make_key(build, err);
}

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
static void describe_options(json_t *manifest, const struct options *options)
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

static int write_manifest(const struct build *build, const struct tree *tree,
			  const char *folder, uint64_t build_ns,
			  struct error *err)
{
	const struct base *base = build->variant->base;
	char *image = xasprintf("%s/bzImage", folder);
	char *path = xasprintf("%s/manifest.json", folder);
	char sha256[DIGEST_HEX_SIZE];
	struct argv tools = { 0 };
	json_t *manifest;
	int ret = digest_file(image, sha256, err);

	if (ret)
		goto out;
	kbuild_add_tools(&build->tools, &tools);
	manifest = json_pack(
		"{s:s, s:s, s:s, s:s, s:s, s:s*, s:o, s:o, s:s, s:s, s:s, s:s, s:s*, s:o*, s:o*, s:f}",
		"key", build->key, "image_sha256", sha256,
		"base", base->source->label,
		"base_version", base->source->version,
		"base_sha256", base->source->sha256,
		"made_for", base->made_for,
		"patches", patches_names(&build->patches),
		"mails", patches_describe(&build->patches),
		"series_sha256", build->patches.sha256,
		"tree_sha256", tree->sha256,
		"config_sha256", build->config_sha256,
		"compiler", build->compiler,
		"make", build->variant->toolchain,
		"packages", packages_of(&tools),
		"eras", era_names(&build->era),
		"build_s", (double)build_ns / NS_PER_S);
	describe_options(manifest, &build->options);
	ret = jsonfile_write(path, manifest, err);
	json_decref(manifest);
out:
	argv_release(&tools);
	free(path);
	free(image);
	return ret;
}

static int install(const struct build *build, const struct tree *tree,
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
		ret = write_manifest(build, tree, partial, build_ns, err);
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
static int check_compiler(const struct build *build, const struct tree *tree,
			  struct error *err)
{
	char *path = xasprintf("%s/.config", tree->source);
	char *config = NULL;
	int ret = file_read(path, &config, NULL, err);

	if (ret == 0)
		ret = toolchain_check_config(build->compiler, config, err);
	free(config);
	free(path);
	return ret;
}

/* What stands beside the source, in no file of it. */
static int place_shims(const struct build *build, const struct tree *tree,
		       struct error *err)
{
	char *folder = xasprintf("%s/shims", tree->folder);
	int ret = era_place_shims(&build->era, folder, err);

	free(folder);
	return ret;
}

/* Kernels of one tree, and one that is looked up twice, have the same to say. */
static void report_once(const char *line)
{
	static struct argv told;

	for (size_t i = 0; i < told.count; i++)
		if (strcmp(told.words[i], line) == 0)
			return;
	argv_add(&told, "%s", line);
	fprintf(stderr, "%s\n", line);
}

/* Words behind each other: "CONFIG_A=y, CONFIG_B=y". */
static char *join_words(const json_t *list)
{
	char *text = xstrdup("");
	const json_t *word;
	size_t index;

	json_array_foreach(list, index, word) {
		char *longer = xasprintf("%s%s%s", text, index ? ", " : "",
					 json_string_value(word));

		free(text);
		text = longer;
	}
	return text;
}

/* One line: how what was asked for stands in a kernel of another age. */
static void report_options(const char *name, const json_t *manifest)
{
	static const struct {
		const char *key;
		const char *said;
	} kinds[] = {
		{ "options_unknown", "its tree has no option for" },
		{ "options_older", "options of its age:" },
	};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		const json_t *list = json_object_get(manifest, kinds[i].key);
		char *options = join_words(list);
		char *line = xasprintf("kernel %s: %s %s", name,
				       kinds[i].said, options);

		if (json_array_size(list))
			report_once(line);
		free(line);
		free(options);
	}
}

/* What became of a user's configuration. */
static void report_changes(const char *name, const json_t *manifest)
{
	json_t *list = json_object_get(manifest, "config_changed");
	json_t *change;
	size_t index;

	json_array_foreach(list, index, change)
		if (index < CHANGES_TOLD)
			fprintf(stderr, "kernel %s: %s\n", name,
				json_string_value(change));
	if (json_array_size(list) > CHANGES_TOLD)
		fprintf(stderr, "kernel %s: and %zu more, see config_changed in its manifest.json\n",
			name, json_array_size(list) - CHANGES_TOLD);
}

/* Before it is compiled, which takes long. */
static void report_configured(const struct build *build)
{
	json_t *said = json_object();

	describe_options(said, &build->options);
	report_options(build->variant->name, said);
	report_changes(build->variant->name, said);
	json_decref(said);
}

static int build_in_tree(struct build *build, struct tree *tree,
			 const char *folder, const char *log,
			 struct error *err)
{
	const struct config_request request = {
		.text = build->config,
		.user = build->user_config,
		.needs = &build->needs,
	};
	uint64_t started_ns = clock_now_ns();
	int ret = tree_switch(tree, build->variant->base, &build->patches, err);

	if (ret)
		return ret;
	remove_products(tree);
	ret = place_shims(build, tree, err);
	if (ret == 0)
		ret = config_make(tree, &build->tools, &request,
				  &build->options, log, err);
	if (ret == 0)
		report_configured(build);
	if (ret == 0)
		ret = check_compiler(build, tree, err);
	if (ret == 0)
		ret = kbuild_run(tree, &build->tools, log, "bzImage", NULL,
				 err);
	if (ret == 0)
		ret = install(build, tree, folder, log,
			      clock_now_ns() - started_ns, err);
	/* A build that failed by itself left no partly written file. */
	if (ret == 0 || ret == -EIO || ret == -EINVAL) {
		struct error second;
		int ready = tree_ready(tree, ret ? &second : err);

		ret = ret ? ret : ready;
	}
	return ret;
}

static void report_built(const struct build *build, const char *log,
			 uint64_t build_ns)
{
	int warnings = buildlog_count_warnings(log);

	fprintf(stderr, "kernel %s: built in %.0f s", build->variant->name,
		(double)build_ns / NS_PER_S);
	if (warnings)
		fprintf(stderr, ", %d warning%s, see %s", warnings,
			warnings == 1 ? "" : "s", log);
	fputc('\n', stderr);
}

/* What lies in a tree is no part of its source. */
static void tell_config(const struct build *build)
{
	const struct base *base = build->variant->base;
	char *path = base->tree && !base->revision ?
		     xasprintf("%s/.config", base->tree) : NULL;

	if (path && !build->user_config && file_exists(path))
		fprintf(stderr, "kernel %s: found %s, which is left out: --config %s builds with it\n",
			build->variant->name, path, path);
	free(path);
}

static int build_now(struct build *build, const char *folder,
		     struct error *err)
{
	char *logs = xasprintf("%s/logs", build->cache);
	char *log = xasprintf("%s/%.32s.log", logs, build->key);
	uint64_t started_ns = clock_now_ns();
	char *kernels = xasprintf("%s/kernels", build->cache);
	struct steps steps = { 0 };
	struct tree tree;
	int ret = era_check_tools(&build->era, &build->tools, build->compiler,
				  err);

	if (ret == 0)
		ret = directory_make(logs, err);
	if (ret == 0)
		ret = directory_make(kernels, err);
	if (ret)
		goto out;
	fprintf(stderr, "kernel %s: building, log in %s\n",
		build->variant->name, log);
	tell_config(build);
	tree = (struct tree){ .lock_fd = -1 };
	ret = cache_check_path(build->cache, err);
	if (ret == 0)
		ret = source_fetch(build->variant->base, build->cache, err);
	if (ret == 0)
		ret = tree_open(&tree, build->cache,
				build->variant->base->source,
				clock_now_ns() + LOCK_TIMEOUT_NS, err);
	/* Whoever held the lock may have built just this. */
	if (ret == 0 && !file_exists(folder)) {
		alike_steps(kernels, build->variant->base->source,
			    build->config_sha256, &steps);
		tree.known = &steps;
		ret = file_print(log, print_series, &build->patches, err);
		if (ret == 0)
			ret = build_in_tree(build, &tree, folder, log, err);
		if (ret == 0)
			report_built(build, log, clock_now_ns() - started_ns);
	}
	tree_close(&tree);
	steps_release(&steps);
out:
	free(kernels);
	free(log);
	free(logs);
	return ret;
}

/* What is left out of a series is told, also when the kernel is there. */
static void report_series(const struct build *build)
{
	static const enum mail_state states[] = {
		MAIL_REPLY, MAIL_OLDER, MAIL_DUPLICATE, MAIL_UNLISTED,
		MAIL_NO_DIFF,
	};

	for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++) {
		int count = patches_count(&build->patches, states[i]);

		if (count)
			fprintf(stderr, "kernel %s: %d left out: %s\n",
				build->variant->name, count,
				mail_state_name(states[i]));
	}
}

static int load_options(json_t *manifest, const char *folder,
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

/* The same source and patches may have been built from other places. */
static int load_product(struct kernel *kernel, const struct build *build,
			const char *folder, struct error *err)
{
	const struct base *base = build->variant->base;

	kernel->image = xasprintf("%s/bzImage", folder);
	kernel->symbols = xasprintf("%s/System.map", folder);
	kernel->manifest = jsonfile_read(folder, "manifest.json", err);
	if (!kernel->manifest)
		return -EIO;
	json_object_update_new(kernel->manifest, json_pack(
		"{s:s, s:s, s:s*, s:o, s:o}", "name", kernel->name,
		"base", base->source->label, "base_package", base->package,
		"patches", patches_names(&build->patches),
		"mails", patches_describe(&build->patches)));
	return load_options(kernel->manifest, folder, err);
}

static void build_release(struct build *build)
{
	if (build->cache_fd > 0)
		close(build->cache_fd);
	patches_release(&build->patches);
	kbuild_tools_release(&build->tools);
	era_release(&build->era);
	needs_release(&build->needs);
	options_release(&build->options);
	free(build->cache);
	free(build->config);
	free(build->user_config);
	free(build->compiler);
}

/* Gather what goes into a kernel and find its place in the cache. */
static int build_locate(struct build *build, const struct catalog *catalog,
			char **folder, struct error *err)
{
	int ret;

	build->cache = cache_folder();
	build->cache_fd = cache_hold(build->cache, err);
	ret = build->cache_fd < 0 ? build->cache_fd :
	      build_prepare(build, catalog, err);
	if (ret)
		error_prefix(err, "kernel %s: ", build->variant->name);
	else
		*folder = xasprintf("%s/kernels/%.32s", build->cache,
				    build->key);
	return ret;
}

int build_find(const struct catalog *catalog, const struct variant *variant,
	       char key[DIGEST_HEX_SIZE], char **folder, struct error *err)
{
	struct build build = { .variant = variant };
	int ret;

	*folder = NULL;
	ret = build_locate(&build, catalog, folder, err);
	if (ret == 0)
		ret = file_exists(*folder);
	strcpy(key, build.key);
	build_release(&build);
	return ret;
}

/* That of the last try; where only the kernel is left, its own. */
int build_find_log(const struct catalog *catalog,
		   const struct variant *variant, char **path,
		   struct error *err)
{
	struct build build = { .variant = variant };
	char *folder = NULL;
	int ret = build_locate(&build, catalog, &folder, err);

	*path = NULL;
	if (ret == 0)
		*path = xasprintf("%s/logs/%.32s.log", build.cache, build.key);
	if (ret == 0 && !file_exists(*path)) {
		free(*path);
		*path = xasprintf("%s/build.log", folder);
	}
	if (ret == 0 && !file_exists(*path))
		ret = error_set(err, ENOENT,
				"kernel %s: found no log: it was not built here as it is now (key %.12s)",
				variant->name, build.key);
	if (ret) {
		free(*path);
		*path = NULL;
	}
	free(folder);
	build_release(&build);
	return ret;
}

int build_variant(struct kernel *kernel, const struct catalog *catalog,
		  const struct variant *variant, struct error *err)
{
	struct build build = { .variant = variant };
	char *folder = NULL;
	bool built;
	int ret = build_locate(&build, catalog, &folder, err);

	if (ret)
		goto out;
	report_series(&build);
	built = !file_exists(folder);
	if (built) {
		ret = build_now(&build, folder, err);
		if (ret)
			error_prefix(err, "kernel %s: ", variant->name);
	}
	if (ret == 0)
		ret = load_product(kernel, &build, folder, err);
	if (ret == 0 && !built) {
		report_options(kernel->name, kernel->manifest);
		report_changes(kernel->name, kernel->manifest);
	}
out:
	free(folder);
	build_release(&build);
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
			ret = load_options(manifest, folder, err);
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
