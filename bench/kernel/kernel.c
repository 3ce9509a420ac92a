// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/kernel.h"

#include <errno.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/build.h"
#include "kernel/image.h"
#include "kernel/naming.h"
#include "kernel/worktree.h"
#include "lib/alloc.h"
#include "lib/digest.h"
#include "lib/file.h"

/* The usual names of what lies beside an image. */
static char *symbols_beside(const char *image)
{
	static const char *const names[] = { "System.map", "vmlinux" };
	char *copy = xstrdup(image);
	char *folder = dirname(copy);
	char *found = NULL;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		char *path = xasprintf("%s/%s", folder, names[i]);

		if (!found && file_exists(path))
			found = path;
		else
			free(path);
	}
	free(copy);
	return found;
}

static int find_image(struct kernel *kernel, const char *path,
		      const char *symbols, struct error *err)
{
	char sha256[DIGEST_HEX_SIZE];
	int ret = image_check(path, err);

	if (ret == 0)
		ret = digest_file(path, sha256, err);
	if (ret)
		return ret;
	if (symbols && !file_exists(symbols))
		return error_set(err, ENOENT, "%s: %s", symbols,
				 strerror(ENOENT));
	kernel->given = true;
	kernel->image = realpath(path, NULL);
	kernel->symbols = symbols ? xstrdup(symbols) : symbols_beside(path);
	kernel->manifest = json_pack("{s:s, s:s, s:s}", "name", path,
				     "key", sha256, "image_sha256", sha256);
	return 0;
}

/* What is done with a variant. */
struct use {
	const struct catalog *catalog;
	struct kernel *kernel;
	char **log;
};

static int use_variant(const struct use *use, const struct variant *variant,
		       struct error *err)
{
	return use->log ? build_find_log(use->catalog, variant, use->log, err) :
			  build_variant(use->kernel, use->catalog, variant,
					err);
}

/* TREE[:SERIES], both relative to where the user stands. */
static int use_tree(const struct use *use, char *spec, struct error *err)
{
	size_t length = worktree_split(spec);
	const char *colon = spec[length] ? spec + length : NULL;
	struct base base = {
		.tree = xasprintf("%.*s", (int)length, spec),
	};
	char *patches[] = { colon ? realpath(colon + 1, NULL) : NULL, NULL };
	struct variant variant = {
		.name = spec,
		.base = &base,
		.patches = patches,
		.config = use->catalog->tree_config,
	};
	int ret;

	if (colon && !patches[0])
		ret = error_set(err, errno, "%s: %s", colon + 1,
				strerror(errno));
	else
		ret = use_variant(use, &variant, err);
	free(patches[0]);
	base_release(&base);
	return ret;
}

static int refuse(const struct catalog *catalog, const char *spec,
		  struct error *err)
{
	return error_set(err, ENOENT,
			 "kernel %s: expected a name from %s/variants.ini, a bzImage, or TREE[:SERIES]",
			 spec, catalog->folder);
}

int kernel_find(struct kernel *kernel, const struct catalog *catalog,
		const char *spec, const char *symbols, struct error *err)
{
	const struct use use = { .catalog = catalog, .kernel = kernel };
	const struct variant *variant;
	int ret = naming_find(catalog, spec, &variant, err);

	*kernel = (struct kernel){
		.name = xstrdup(ret == 0 ? variant->name : spec),
	};
	if (ret == 0)
		return use_variant(&use, variant, err);
	if (ret != -ESRCH)
		return ret;
	if (worktree_split(spec))
		return use_tree(&use, kernel->name, err);
	if (file_exists(spec))
		return find_image(kernel, spec, symbols, err);
	return refuse(catalog, spec, err);
}

int kernel_find_log(const struct catalog *catalog, const char *spec,
		    char **path, struct error *err)
{
	const struct use use = { .catalog = catalog, .log = path };
	const struct variant *variant;
	int ret = naming_find(catalog, spec, &variant, err);
	char *copy;

	if (ret == 0)
		return use_variant(&use, variant, err);
	if (ret != -ESRCH)
		return ret;
	if (!worktree_split(spec))
		return file_exists(spec) ?
		       error_set(err, ENOENT,
				 "kernel %s: found no log: an image is not built here",
				 spec) : refuse(catalog, spec, err);
	copy = xstrdup(spec);
	ret = use_tree(&use, copy, err);
	free(copy);
	return ret;
}

void kernel_release(struct kernel *kernel)
{
	free(kernel->name);
	free(kernel->image);
	free(kernel->symbols);
	json_decref(kernel->manifest);
	*kernel = (struct kernel){ 0 };
}
