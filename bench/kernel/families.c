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

/* @of's patches up to its @place_count-th place. */
static void list_places(struct list *list, const struct variant *of,
			int place_count)
{
	list_open(list);
	for (int i = 0; i < place_count; i++)
		fprintf(list->out, "%s ", of->patches[i]);
}

static const char *file_name(const char *path)
{
	return strrchr(path, '/') + 1;
}

static void list_file(struct list *list, const char *folder,
		      const struct mail *mail)
{
	fprintf(list->out, "%s/%s ", folder, file_name(mail->path));
}

/* What all variants of a family have of the one that they are made of. */
static void take_recipe(struct variant *variant, const struct variant *of)
{
	variant->generated = true;
	variant->base = of->base;
	variant->toolchain = of->toolchain ? xstrdup(of->toolchain) : NULL;
}

static int add_prefix(struct catalog *catalog, const struct family *family,
		      const struct patches *series, int count,
		      struct error *err)
{
	char *name = xasprintf("%s@%d", family->name, count);
	struct variant *variant = catalog_add(catalog, name);
	const struct variant *of = catalog_find(catalog, family->of);
	int places = count_words(of->patches) - 1;
	const struct mail *mail = NULL;
	struct list list;

	free(name);
	take_recipe(variant, of);
	list_places(&list, of, places);
	for (int i = 0; i < count; i++) {
		mail = patches_next(series, mail);
		list_file(&list, of->patches[places], mail);
	}
	variant->patches = list_close(&list);
	return select_config(of->config, count, &variant->config, err);
}

static int add_mutant(struct catalog *catalog, const struct family *family,
		      const struct mail *mail, struct error *err)
{
	const char *stem = file_name(mail->path);
	char *name = xasprintf("%s@%.*s", family->name,
			       (int)strcspn(stem, "."), stem);
	struct variant *variant = catalog_add(catalog, name);
	const struct variant *of = catalog_find(catalog, family->of);
	struct list list;

	free(name);
	take_recipe(variant, of);
	list_places(&list, of, count_words(of->patches));
	list_file(&list, family->patches, mail);
	variant->patches = list_close(&list);
	return select_config(of->config, UINT64_MAX, &variant->config, err);
}

/* A member of a family names its patches by their files. */
static int check_files(const struct patches *patches, const char *folder,
		       struct error *err)
{
	for (const struct mail *mail = NULL;
	     (mail = patches_next(patches, mail));) {
		if (mail->number || strcmp(mail->path, folder) == 0)
			return error_set(err, EINVAL,
					 "%s: found a mailbox, expected a folder with one patch in each file (git mailsplit makes them)",
					 mail->path);
		if (strpbrk(file_name(mail->path), " \t\n"))
			return error_set(err, EINVAL,
					 "%s: found a blank in the name, expected none in a family's folder",
					 mail->path);
	}
	return 0;
}

static int expand_mutants(struct catalog *catalog,
			  const struct family *family, struct error *err)
{
	char *folder = catalog_path(catalog, family->patches);
	struct patches patches;
	int ret = patches_read_each(&patches, folder, err);

	if (ret == 0)
		ret = check_files(&patches, folder, err);
	for (const struct mail *mail = NULL;
	     ret == 0 && (mail = patches_next(&patches, mail));)
		ret = add_mutant(catalog, family, mail, err);
	patches_release(&patches);
	free(folder);
	return ret;
}

static int expand_prefixes(struct catalog *catalog,
			   const struct family *family, struct error *err)
{
	const struct variant *of = catalog_find(catalog, family->of);
	int count = count_words(of->patches);
	char *places[] = { NULL, NULL };
	struct patches series;
	int ret;

	if (!count)
		return error_set(err, EINVAL,
				 "found variant %s without patches, expected a series",
				 of->name);
	places[0] = catalog_path(catalog, of->patches[count - 1]);
	ret = patches_read(&series, places, err);
	if (ret == 0)
		ret = check_files(&series, places[0], err);
	for (int i = 0; i <= series.count && ret == 0; i++)
		ret = add_prefix(catalog, family, &series, i, err);
	patches_release(&series);
	free(places[0]);
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
