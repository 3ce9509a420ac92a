// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/kernel.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/beside.h"
#include "kernel/booting.h"
#include "kernel/build.h"
#include "kernel/image.h"
#include "kernel/naming.h"
#include "kernel/worktree.h"
#include "lib/alloc.h"
#include "lib/digest.h"
#include "lib/file.h"

static int find_image(struct kernel *kernel, const char *path,
		      const char *symbols, struct error *err)
{
	char sha256[DIGEST_HEX_SIZE];
	int ret = image_check(path, err);

	if (ret == -EACCES)
		return error_set(err, EACCES,
				 "%s: %s, expected a kernel that you may read: sudo install -m 644 %s . makes a copy",
				 path, strerror(EACCES), path);
	if (ret == 0)
		ret = digest_file(path, sha256, err);
	if (ret)
		return ret;
	if (symbols && !file_exists(symbols))
		return error_set(err, ENOENT, "%s: %s", symbols,
				 strerror(ENOENT));
	kernel->given = true;
	kernel->image = realpath(path, NULL);
	kernel->symbols = symbols ? xstrdup(symbols) :
			  beside_symbols(path, &kernel->passed_over);
	kernel->manifest = json_pack("{s:s, s:s, s:s}", "name", path,
				     "key", sha256, "image_sha256", sha256);
	return 0;
}

/* What is done with what a name means. */
struct use {
	const struct catalog *catalog;
	const struct kernel_wish *wish;
	struct kernel *kernel;
	char **log;
};

static int use_recipe(const struct use *use, const struct variant *variant,
		      struct error *err)
{
	return use->log ? build_find_log(use->catalog, variant, use->log,
					 err) :
			  build_variant(use->kernel, use->catalog, variant,
					err);
}

static int use_variant(const struct use *use, const struct variant *named,
		       struct error *err)
{
	const struct kernel_wish *wish = use->wish;
	struct variant variant = *named;
	char *const none[] = { NULL };
	char *file = NULL;
	int ret;

	variant.pages_4k = wish->pages_4k;
	variant.asked = wish->asked;
	variant.asked_count = wish->asked_count;
	if (wish->make)
		variant.toolchain = (char *)wish->make;
	if (!wish->config_file)
		return use_recipe(use, &variant, err);
	file = realpath(wish->config_file, NULL);
	if (!file)
		return error_set(err, errno, "%s: %s", wish->config_file,
				 strerror(errno));
	variant.config_file = file;
	variant.config = (char **)none;
	ret = use_recipe(use, &variant, err);
	free(file);
	return ret;
}

/* TREE[@REVISION][:SERIES], relative to where the user stands. */
static int use_tree(const struct use *use, char *spec, struct error *err)
{
	struct worktree_words words;
	bool is = worktree_split(spec, &words);
	struct base base = {
		.tree = words.tree,
		.revision = words.revision,
	};
	char *patches[] = {
		is && words.series ? realpath(words.series, NULL) : NULL, NULL
	};
	const struct variant variant = {
		.name = spec,
		.base = &base,
		.patches = patches,
		.config = use->catalog->tree_config,
	};
	int ret;

	if (words.series && !patches[0])
		ret = error_set(err, errno, "%s: %s", words.series,
				strerror(errno));
	else
		ret = use_variant(use, &variant, err);
	free(patches[0]);
	free(words.series);
	base_release(&base);
	return ret;
}

static int refuse(const struct catalog *catalog, const char *spec,
		  struct error *err)
{
	char *question;

	if (strchr(spec, '/'))
		return error_set(err, ENOENT,
				 "kernel %s: found no such file, expected a bzImage, or TREE[@REVISION][:SERIES]",
				 spec);
	question = naming_question(catalog, spec);
	error_set(err, ENOENT,
		  "kernel %s: expected a name from %s/variants.ini, a bzImage, or TREE[@REVISION][:SERIES]%s",
		  spec, catalog->folder, question);
	free(question);
	return -ENOENT;
}

static int use_image(const struct use *use, const char *path,
		     struct error *err)
{
	if (use->log)
		return error_set(err, ENOENT,
				 "kernel %s: found no log: an image is not built here",
				 path);
	if (use->wish->make)
		return error_set(err, EINVAL,
				 "kernel %s: found `%s` for an image, which is not built here, expected none",
				 path, use->wish->make);
	if (use->wish->config_file)
		return error_set(err, EINVAL,
				 "kernel %s: found the configuration %s for an image, which is not built here, expected none",
				 path, use->wish->config_file);
	return find_image(use->kernel, path, use->wish->symbols, err);
}

static int find(const struct use *use, const char *spec, struct error *err)
{
	const struct variant *variant;
	int ret = naming_find(use->catalog, spec, &variant, err);

	*use->kernel = (struct kernel){
		.name = xstrdup(ret == 0 ? variant->name : spec),
	};
	if (ret == 0)
		return use_variant(use, variant, err);
	if (ret != -ESRCH)
		return ret;
	if (worktree_named(spec))
		return use_tree(use, use->kernel->name, err);
	return file_exists(spec) ? use_image(use, spec, err) :
				   refuse(use->catalog, spec, err);
}

int kernel_find(struct kernel *kernel, const struct catalog *catalog,
		const char *spec, const struct kernel_wish *wish,
		struct error *err)
{
	static const struct kernel_wish nothing = { 0 };
	const struct use use = {
		.catalog = catalog,
		.wish = wish ? wish : &nothing,
		.kernel = kernel,
	};
	int ret = find(&use, spec, err);

	return ret ? ret : booting_describe(kernel, err);
}

int kernel_find_log(const struct catalog *catalog, const char *spec,
		    const struct kernel_wish *wish, char **path,
		    struct error *err)
{
	struct kernel kernel;
	const struct use use = {
		.catalog = catalog,
		.wish = wish,
		.kernel = &kernel,
		.log = path,
	};
	int ret = find(&use, spec, err);

	kernel_release(&kernel);
	return ret;
}

void kernel_release(struct kernel *kernel)
{
	free(kernel->name);
	free(kernel->image);
	free(kernel->symbols);
	free(kernel->passed_over);
	json_decref(kernel->manifest);
	*kernel = (struct kernel){ 0 };
}
