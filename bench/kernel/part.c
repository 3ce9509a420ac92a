// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/part.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kernel/cache.h"
#include "kernel/git.h"
#include "kernel/patches.h"
#include "kernel/source.h"
#include "lib/alloc.h"
#include "lib/clock.h"
#include "lib/file.h"
#include "lib/process.h"

#define EXTRACT_TIMEOUT_NS (900 * NS_PER_S)
#define COPY_TIMEOUT_NS (60 * NS_PER_S)

/* As kernels/oracle/run and kernels/cost/build read them. */
static const char *const members[] = {
	"mm/memblock.c",	 "include/linux/memblock.h",
	"include/linux/gfp_types.h", "tools/include",
	"tools/arch/x86/include", "tools/lib/*.c",
	"tools/testing/memblock",
};

/* What of a patch is about it. */
static const char *const patched[] = {
	"mm/memblock.c", "include/linux/memblock.h",
	"include/linux/gfp_types.h", "tools/*",
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static int run(struct argv *argv, const struct process_setup *setup,
	       uint64_t timeout_ns, const char *what, struct error *err)
{
	int ret = process_run(argv, setup, timeout_ns, err);

	if (ret > 0)
		ret = error_set(err, EIO, "%s: %s failed with exit code %d",
				what, argv->words[0], ret);
	argv_release(argv);
	return ret;
}

static int extract(const struct source *source, const char *folder,
		   struct error *err)
{
	const int passed[] = { source->fd, 0 };
	struct process_setup setup = { .passed_fds = source->fd ? passed :
								  NULL };
	struct argv argv = { 0 };

	fprintf(stderr, "%s: extracting memblock's part of the source\n",
		source->label);
	argv_add(&argv, "tar");
	argv_add(&argv, "--extract");
	argv_add(&argv, "--file=%s", source->archive);
	argv_add(&argv, "--directory=%s", folder);
	argv_add(&argv, "--strip-components=1");
	argv_add(&argv, "--wildcards");
	argv_add(&argv, "--no-wildcards-match-slash");
	for (size_t i = 0; i < COUNT(members); i++)
		argv_add(&argv, "*/%s", members[i]);
	return run(&argv, &setup, EXTRACT_TIMEOUT_NS, source->label, err);
}

static int copy(const char *from, const char *to, struct error *err)
{
	const struct process_setup setup = { 0 };
	struct argv argv = { 0 };

	argv_add(&argv, "cp");
	argv_add(&argv, "-a");
	argv_add(&argv, "%s/.", from);
	argv_add(&argv, "%s", to);
	return run(&argv, &setup, COPY_TIMEOUT_NS, from, err);
}

static int apply(const struct mail *mail, const char *folder,
		 struct error *err)
{
	struct text output = { 0 }, log = { 0 };
	struct argv argv = { 0 };
	int ret;

	argv_add(&argv, "git");
	argv_add(&argv, "apply");
	argv_add(&argv, "-p%d", mail->strip < 0 ? 1 : mail->strip);
	for (size_t i = 0; i < COUNT(patched); i++)
		argv_add(&argv, "--include=%s", patched[i]);
	ret = git_run(&argv, folder, &mail->diff, &output, &log, err);
	if (ret > 0)
		ret = error_set(err, EINVAL, "%s: does not apply: %s",
				mail->path, log.bytes);
	free(output.bytes);
	free(log.bytes);
	argv_release(&argv);
	return ret;
}

static int apply_all(const struct patches *patches, const char *folder,
		     struct error *err)
{
	const struct mail *mail = NULL;
	int ret = 0;

	while (ret == 0 && (mail = patches_next(patches, mail)))
		ret = apply(mail, folder, err);
	return ret;
}

/* It has its name once it is whole; who comes second throws his own away. */
static int finish(const char *partial, const char *folder, int ret,
		  struct error *err)
{
	struct error ignored;

	if (ret == 0 && rename(partial, folder) && !file_exists(folder))
		ret = error_set(err, errno, "%s: %s", folder, strerror(errno));
	if (file_exists(partial))
		directory_remove(partial, &ignored);
	return ret;
}

static char *partial_of(const char *folder)
{
	return xasprintf("%s.partial.%d", folder, getpid());
}

static int open_stock(const struct source *source, const char *folder,
		      struct error *err)
{
	char *partial;
	int ret;

	if (file_exists(folder))
		return 0;
	partial = partial_of(folder);
	ret = directory_make(partial, err);
	if (ret == 0)
		ret = extract(source, partial, err);
	ret = finish(partial, folder, ret, err);
	free(partial);
	return ret;
}

static int open_patched(const struct patches *patches, const char *stock,
			const char *folder, struct error *err)
{
	char *partial;
	int ret;

	if (file_exists(folder))
		return 0;
	partial = partial_of(folder);
	ret = directory_make(partial, err);
	if (ret == 0)
		ret = copy(stock, partial, err);
	if (ret == 0)
		ret = apply_all(patches, partial, err);
	ret = finish(partial, folder, ret, err);
	free(partial);
	return ret;
}

static char **find_places(const struct catalog *catalog, char *const *names)
{
	size_t count = 0;
	char **places;

	while (names && names[count])
		count++;
	places = xcalloc(count + 1, sizeof(*places));
	for (size_t i = 0; i < count; i++)
		places[i] = catalog_path(catalog, names[i]);
	return places;
}

static void free_places(char **places)
{
	for (char **at = places; *at; at++)
		free(*at);
	free(places);
}

int part_open(const struct catalog *catalog, const struct variant *variant,
	      char **folder, struct error *err)
{
	char **places = find_places(catalog, variant->patches);
	char *cache = cache_folder(), *stock = NULL;
	struct patches patches = { 0 };
	int ret = source_open(variant->base, cache, err);

	*folder = NULL;
	if (ret == 0)
		ret = patches_read(&patches, places, err);
	if (ret == 0 && !variant->base->source->archive)
		ret = source_fetch(variant->base, cache, err);
	if (ret == 0) {
		stock = xasprintf("%s/memblock/%.32s-stock", cache,
				  variant->base->source->sha256);
		*folder = xasprintf("%s/memblock/%.32s-%.32s", cache,
				    variant->base->source->sha256,
				    patches.count ? patches.sha256 : "stock");
		ret = open_stock(variant->base->source, stock, err);
	}
	if (ret == 0 && patches.count)
		ret = open_patched(&patches, stock, *folder, err);
	patches_release(&patches);
	free_places(places);
	free(cache);
	free(stock);
	return ret;
}
