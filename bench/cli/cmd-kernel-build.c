// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#include "cli/cmd-kernel.h"
#include "cli/command.h"
#include "kernel/catalog.h"
#include "kernel/kernel.h"
#include "lib/root.h"

static const struct poptOption options[] = {
	POPT_AUTOHELP
	POPT_TABLEEND
};

static int build_one(const struct catalog *catalog, const char *name,
		     struct error *err)
{
	struct kernel kernel;
	int ret = kernel_find(&kernel, catalog, name, NULL, false, err);

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

/* Build kernels by their names, or all that are written out. */
int kernel_build(int argc, const char **argv)
{
	char *variants = root_path("kernels/variants.ini");
	struct catalog catalog = { 0 };
	struct error err;
	const char **words;
	poptContext context;
	int ret = command_parse(argc, argv, options,
				"[NAME | TREE[:SERIES]]...", 0, INT_MAX,
				&words, &context);

	if (ret)
		goto out;
	ret = catalog_load(&catalog, variants, &err);
	if (ret == 0)
		ret = build_kernels(&catalog, words, &err);
	if (ret)
		ret = command_refuse(ret, &err);
out:
	catalog_release(&catalog);
	command_release(context);
	free(variants);
	return ret;
}
