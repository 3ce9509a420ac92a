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

/* TREE[:SERIES], both relative to where the user stands. */
static int find_tree(struct kernel *kernel, const struct catalog *catalog,
		     const char *spec, bool pages_4k, struct error *err)
{
	size_t length = worktree_split(spec);
	const char *colon = spec[length] ? spec + length : NULL;
	struct base base = {
		.tree = xasprintf("%.*s", (int)length, spec),
	};
	char *patches[] = { colon ? realpath(colon + 1, NULL) : NULL, NULL };
	struct variant variant = {
		.name = kernel->name,
		.base = &base,
		.patches = patches,
		.config = catalog->tree_config,
		.pages_4k = pages_4k,
	};
	int ret;

	if (colon && !patches[0])
		ret = error_set(err, errno, "%s: %s", colon + 1,
				strerror(errno));
	else
		ret = build_variant(kernel, catalog, &variant, err);
	free(patches[0]);
	base_release(&base);
	return ret;
}

static int find_variant(struct kernel *kernel, const struct catalog *catalog,
			const struct variant *named, bool pages_4k,
			struct error *err)
{
	struct variant variant = *named;

	variant.pages_4k = pages_4k;
	return build_variant(kernel, catalog, &variant, err);
}

static int find(struct kernel *kernel, const struct catalog *catalog,
		const char *spec, const char *symbols, bool pages_4k,
		struct error *err)
{
	const struct variant *variant;
	int ret = naming_find(catalog, spec, &variant, err);

	*kernel = (struct kernel){
		.name = xstrdup(ret == 0 ? variant->name : spec),
	};
	if (ret == 0)
		return find_variant(kernel, catalog, variant, pages_4k, err);
	if (ret != -ESRCH)
		return ret;
	if (worktree_split(spec))
		return find_tree(kernel, catalog, spec, pages_4k, err);
	if (file_exists(spec))
		return find_image(kernel, spec, symbols, err);
	if (strchr(spec, '/'))
		return error_set(err, ENOENT,
				 "kernel %s: found no such file, expected a bzImage, or TREE[:SERIES]",
				 spec);
	return error_set(err, ENOENT,
			 "kernel %s: expected a name from %s/variants.ini, a bzImage, or TREE[:SERIES]",
			 spec, catalog->folder);
}

int kernel_find(struct kernel *kernel, const struct catalog *catalog,
		const char *spec, const char *symbols, bool pages_4k,
		struct error *err)
{
	int ret = find(kernel, catalog, spec, symbols, pages_4k, err);

	return ret ? ret : booting_describe(kernel, err);
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
