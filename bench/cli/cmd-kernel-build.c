// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#include "cli/cmd-kernel.h"
#include "cli/command.h"
#include "kernel/kernel.h"
#include "lib/interrupt.h"

static int keep_going;
static const char *make;
static const char *config_file;

static const struct poptOption options[] = {
	{ "config", 0, POPT_ARG_STRING, &config_file, 0,
	  "build with this .config and what the lab needs", "FILE" },
	{ "keep-going", 'k', POPT_ARG_NONE, &keep_going, 0,
	  "build the others when one fails", NULL },
	{ "make", 0, POPT_ARG_STRING, &make, 0,
	  "words of make that choose the tools: LLVM=-16, CC=gcc-11",
	  "WORDS" },
	POPT_AUTOHELP
	POPT_TABLEEND
};

/**
 * struct building - kernels that are built one after the other
 * @catalog: where their names are looked up
 * @failed: how many could not be built, with --keep-going
 */
struct building {
	const struct catalog *catalog;
	int failed;
};

/* With --keep-going only an interrupt ends the others, too. */
static int build_one(struct building *building, const char *name,
		     struct error *err)
{
	struct kernel kernel;
	const struct kernel_wish wish = {
		.make = make,
		.config_file = config_file,
	};
	int ret = kernel_find(&kernel, building->catalog, name, &wish, err);

	if (ret == 0)
		printf("%s %s\n", kernel.name, kernel.image);
	kernel_release(&kernel);
	if (ret && keep_going && !interrupt_signal()) {
		command_fail(err);
		building->failed++;
		ret = 0;
	}
	return ret;
}

/* What a release does not have is told; without any base nothing is built. */
static int build_all(struct building *building, struct error *err)
{
	const struct catalog *catalog = building->catalog;
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
			ret = build_one(building, variant->name, err);
	}
	return ret;
}

static int build_kernels(struct catalog *catalog, const char **names,
			 struct error *err)
{
	struct building building = { .catalog = catalog };
	int ret = *names ? 0 : build_all(&building, err);

	for (; *names && ret == 0; names++)
		ret = build_one(&building, *names, err);
	if (building.failed)
		fprintf(stderr, "numaboot: %d kernel%s not built\n",
			building.failed, building.failed == 1 ? "" : "s");
	return ret || !building.failed ? ret : EXIT_FAILED;
}

/* Build kernels by their names, or all that are written out. */
int kernel_build(int argc, const char **argv)
{
	static const struct kernel_word word = {
		.options = options,
		.usage = "[NAME | TREE[:SERIES]]...",
		.most = INT_MAX,
		.run = build_kernels,
	};

	return kernel_run(&word, argc, argv);
}
