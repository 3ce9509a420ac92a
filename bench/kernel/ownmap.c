// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/ownmap.h"

#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kernel/cache.h"
#include "kernel/kallsyms.h"
#include "kernel/payload.h"
#include "lib/alloc.h"
#include "lib/digest.h"
#include "lib/file.h"
#include "lib/jsonfile.h"
#include "lib/memstream.h"

/* Of what is kept: another one is not read. */
#define VERSION 1
#define MANIFEST "manifest.json"

/* As of kernels: the first half of the digest. */
static char *kept_folder(const char *cache, const char *sha256)
{
	return xasprintf("%s/images/%.32s", cache, sha256);
}

static char *map_of(const char *folder)
{
	return xasprintf("%s/System.map", folder);
}

static bool is_whole(const json_t *manifest, const char *path,
		     const char *sha256)
{
	char hex[DIGEST_HEX_SIZE];
	struct error ignored;

	return json_integer_value(json_object_get(manifest, "version")) ==
		       VERSION &&
	       strcmp(jsonfile_text(manifest, "image_sha256"), sha256) == 0 &&
	       digest_file(path, hex, &ignored) == 0 &&
	       strcmp(jsonfile_text(manifest, "symbols_sha256"), hex) == 0;
}

static char *copy_banner(const char *banner)
{
	return *banner ? xstrdup(banner) : NULL;
}

/* What was kept of this image, if that is whole. */
static bool recall(struct sysmap *map, char **banner, const char *folder,
		   const char *sha256)
{
	char *path = map_of(folder);
	struct error ignored;
	json_t *manifest = jsonfile_read(folder, MANIFEST, &ignored);
	bool is = is_whole(manifest, path, sha256) &&
		  sysmap_load_text(map, path, &ignored) == 0;

	if (is)
		*banner = copy_banner(jsonfile_text(manifest, "banner"));
	json_decref(manifest);
	free(path);
	return is;
}

static int print_symbol(void *context, uint64_t address, char type,
			const char *name)
{
	fprintf(context, "%016" PRIx64 " %c %s\n", address, type, name);
	return 0;
}

/* The map last but its manifest: that says the map is whole. */
static int keep_files(const struct kallsyms *table, const char *folder,
		      const char *sha256, const char *banner,
		      struct error *err)
{
	char *path = map_of(folder);
	char hex[DIGEST_HEX_SIZE];
	json_t *manifest;
	char *text;
	size_t size;
	FILE *out = memstream_open(&text, &size);
	int ret;

	kallsyms_each(table, print_symbol, out);
	memstream_close(out);
	SHA256Data((const uint8_t *)text, size, hex);
	manifest = json_pack("{s:i, s:s, s:s, s:s}", "version", VERSION,
			     "image_sha256", sha256, "symbols_sha256", hex,
			     "banner", banner ? banner : "");
	ret = directory_make(folder, err);
	if (ret == 0)
		ret = file_write(path, text, size, err);
	free(path);
	path = xasprintf("%s/" MANIFEST, folder);
	if (ret == 0)
		ret = jsonfile_write(path, manifest, err);
	json_decref(manifest);
	free(text);
	free(path);
	return ret;
}

/* Where nothing can be kept it is read again. */
static void keep(const struct kallsyms *table, const char *cache,
		 const char *sha256, const char *banner)
{
	char *folder = kept_folder(cache, sha256);
	struct error ignored;
	int fd = cache_hold(cache, &ignored);

	if (fd >= 0)
		keep_files(table, folder, sha256, banner, &ignored);
	if (fd > 0)
		close(fd);
	free(folder);
}

static int add_symbol(void *context, uint64_t address, char type,
		      const char *name)
{
	sysmap_add(context, address, type, name);
	return 0;
}

static int read_image(struct sysmap *map, char **banner, const char *cache,
		      const char *image, const char *sha256, struct error *err)
{
	struct payload payload;
	struct kallsyms table = { 0 };
	int ret = payload_read(&payload, image, err);

	if (ret == 0)
		kallsyms_find(&table, &payload);
	if (ret == 0 && !table.count)
		ret = error_set(err, ENOENT,
				"%s: found no table of its symbols (CONFIG_KALLSYMS), expected one",
				image);
	if (ret == 0) {
		*banner = payload_banner(&payload);
		kallsyms_each(&table, add_symbol, map);
		ret = sysmap_finish(map, image, err);
	}
	if (ret == 0)
		keep(&table, cache, sha256, *banner);
	payload_release(&payload);
	return ret;
}

int ownmap_load(struct sysmap *map, char **banner, const char *image,
		const char *sha256, struct error *err)
{
	char *cache = cache_folder();
	char *folder = kept_folder(cache, sha256);
	int ret = 0;

	*map = (struct sysmap){ 0 };
	*banner = NULL;
	if (!recall(map, banner, folder, sha256))
		ret = read_image(map, banner, cache, image, sha256, err);
	free(folder);
	free(cache);
	return ret;
}
