// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/families.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/patches.h"
#include "lib/alloc.h"
#include "lib/memstream.h"
#include "lib/parse.h"

/* Words in one allocation, as parse_words() gives them. */
struct list {
	char *text;
	size_t size;
	FILE *out;
};

static void list_open(struct list *list)
{
	list->out = memstream_open(&list->text, &list->size);
}

static char **list_close(struct list *list)
{
	char **words;

	memstream_close(list->out);
	parse_words(list->text, &words);
	free(list->text);
	return words;
}

static int count_words(char *const *words)
{
	int count = 0;

	while (words && words[count])
		count++;
	return count;
}

/* The fragments that hold for a variant with so many patches of its series. */
static int select_config(char *const *config, uint64_t patch_count,
			 char ***selected, struct error *err)
{
	struct list list;
	int ret = 0;

	list_open(&list);
	for (; *config && ret == 0; config++) {
		const char *at = strchr(*config, '@');
		uint64_t first = 0;

		if (at && parse_u64(at + 1, &first))
			ret = error_set(err, EINVAL,
					"found fragment `%s`, expected NAME or NAME@PATCH",
					*config);
		else if (first <= patch_count)
			fprintf(list.out, "%.*s ",
				(int)strcspn(*config, "@"), *config);
	}
	*selected = list_close(&list);
	return ret;
}

/* @of's patches up to its @place_count-th place, then files of a folder. */
static char **join_patches(const struct variant *of, int place_count,
			   const char *folder, char *const *files,
			   int file_count)
{
	struct list list;

	list_open(&list);
	for (int i = 0; i < place_count; i++)
		fprintf(list.out, "%s ", of->patches[i]);
	for (int i = 0; i < file_count; i++)
		fprintf(list.out, "%s/%s ", folder,
			strrchr(files[i], '/') + 1);
	return list_close(&list);
}

static int add_prefix(struct catalog *catalog, const struct family *family,
		      const struct patches *series, int count,
		      struct error *err)
{
	char *name = xasprintf("%s@%d", family->name, count);
	struct variant *variant = catalog_add(catalog, name);
	const struct variant *of = catalog_find(catalog, family->of);
	int places = count_words(of->patches) - 1;

	free(name);
	variant->generated = true;
	variant->base = of->base;
	variant->patches = join_patches(of, places, of->patches[places],
					series->files, count);
	return select_config(of->config, count, &variant->config, err);
}

static int add_mutant(struct catalog *catalog, const struct family *family,
		      char *const *file, struct error *err)
{
	const char *stem = strrchr(*file, '/') + 1;
	char *name = xasprintf("%s@%.*s", family->name,
			       (int)strcspn(stem, "."), stem);
	struct variant *variant = catalog_add(catalog, name);
	const struct variant *of = catalog_find(catalog, family->of);

	free(name);
	variant->generated = true;
	variant->base = of->base;
	variant->patches = join_patches(of, count_words(of->patches),
					family->patches, file, 1);
	return select_config(of->config, UINT64_MAX, &variant->config, err);
}

static int read_folder(const struct catalog *catalog, const char *folder,
		       struct patches *patches, struct error *err)
{
	char *places[] = { catalog_path(catalog, folder), NULL };
	int ret = patches_read(patches, places, err);

	free(places[0]);
	return ret;
}

static int expand_mutants(struct catalog *catalog,
			  const struct family *family, struct error *err)
{
	struct patches patches;
	int ret = read_folder(catalog, family->patches, &patches, err);

	for (int i = 0; i < patches.count && ret == 0; i++)
		ret = add_mutant(catalog, family, &patches.files[i], err);
	patches_release(&patches);
	return ret;
}

static int expand_prefixes(struct catalog *catalog,
			   const struct family *family, struct error *err)
{
	const struct variant *of = catalog_find(catalog, family->of);
	int places = count_words(of->patches);
	struct patches series;
	int ret;

	if (!places)
		return error_set(err, EINVAL,
				 "found variant %s without patches, expected a series",
				 of->name);
	ret = read_folder(catalog, of->patches[places - 1], &series, err);
	for (int i = 0; i <= series.count && ret == 0; i++)
		ret = add_prefix(catalog, family, &series, i, err);
	patches_release(&series);
	return ret;
}

/* What was written out has all of its patches. */
static int settle_written(struct catalog *catalog, int count,
			  struct error *err)
{
	int ret = 0;

	for (int i = 0; i < count && ret == 0; i++) {
		struct variant *variant = &catalog->variants[i];
		char **config = variant->config;

		ret = select_config(config, UINT64_MAX, &variant->config, err);
		free(config);
		if (ret)
			error_prefix(err, "[variant %s]: ", variant->name);
	}
	return ret;
}

int families_expand(struct catalog *catalog, struct error *err)
{
	int written = catalog->variant_count;
	int ret = 0;

	for (int i = 0; i < catalog->family_count && ret == 0; i++) {
		const struct family *family = &catalog->families[i];

		ret = family->patches ?
			      expand_mutants(catalog, family, err) :
			      expand_prefixes(catalog, family, err);
		if (ret)
			error_prefix(err, "[family %s]: ", family->name);
	}
	return ret ? ret : settle_written(catalog, written, err);
}
