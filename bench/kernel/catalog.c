// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/catalog.h"

#include <errno.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/inifile.h"
#include "lib/parse.h"

static int find_base(const struct catalog *catalog, const char *name)
{
	for (int i = 0; i < catalog->base_count; i++)
		if (strcmp(catalog->bases[i].name, name) == 0)
			return i;
	return -1;
}

static struct variant *find_variant(const struct catalog *catalog,
				    const char *name)
{
	for (int i = 0; i < catalog->variant_count; i++)
		if (strcmp(catalog->variants[i].name, name) == 0)
			return &catalog->variants[i];
	return NULL;
}

const struct variant *catalog_find(const struct catalog *catalog,
				   const char *name)
{
	return find_variant(catalog, name);
}

static int set_text(char **slot, const struct inifile_entry *entry,
		    struct error *err)
{
	if (*slot)
		return inifile_reject(err, entry, "`%s` once in [%s]",
				      entry->key, entry->section);
	*slot = xstrdup(entry->value);
	return 0;
}

static int set_words(char ***slot, const struct inifile_entry *entry,
		     struct error *err)
{
	if (*slot)
		return inifile_reject(err, entry, "`%s` once in [%s]",
				      entry->key, entry->section);
	parse_words(entry->value, slot);
	return 0;
}

static int base_entry(struct catalog *catalog, const char *name,
		      const struct inifile_entry *entry, struct error *err)
{
	int index = find_base(catalog, name);
	struct base *base;

	if (index < 0) {
		index = catalog->base_count++;
		catalog->bases = xgrow(catalog->bases, index,
				       sizeof(*catalog->bases));
		catalog->bases[index].name = xstrdup(name);
	}
	base = &catalog->bases[index];
	if (strcmp(entry->key, "package") == 0)
		return set_text(&base->package, entry, err);
	if (strcmp(entry->key, "tarball") == 0)
		return set_text(&base->tarball, entry, err);
	if (strcmp(entry->key, "made-for") == 0)
		return set_text(&base->made_for, entry, err);
	return inifile_reject(err, entry,
			      "one of package, tarball, made-for");
}

static int variant_entry(struct catalog *catalog, const char *name,
			 const struct inifile_entry *entry, struct error *err)
{
	struct variant *variant = find_variant(catalog, name);

	if (!variant) {
		catalog->variants = xgrow(catalog->variants,
					  catalog->variant_count,
					  sizeof(*catalog->variants));
		variant = &catalog->variants[catalog->variant_count++];
		variant->name = xstrdup(name);
		variant->base = -1;
	}
	if (strcmp(entry->key, "base") == 0) {
		variant->base = find_base(catalog, entry->value);
		if (variant->base < 0)
			return inifile_reject(err, entry,
					      "the name of a [base …] section above");
		return 0;
	}
	if (strcmp(entry->key, "patches") == 0)
		return set_words(&variant->patches, entry, err);
	if (strcmp(entry->key, "config") == 0)
		return set_words(&variant->config, entry, err);
	return inifile_reject(err, entry, "one of base, patches, config");
}

static int handle_entry(void *context, const struct inifile_entry *entry,
			struct error *err)
{
	struct catalog *catalog = context;

	if (strncmp(entry->section, "base ", 5) == 0)
		return base_entry(catalog, entry->section + 5, entry, err);
	if (strncmp(entry->section, "variant ", 8) == 0)
		return variant_entry(catalog, entry->section + 8, entry, err);
	if (strcmp(entry->section, "tree") == 0 &&
	    strcmp(entry->key, "config") == 0)
		return set_words(&catalog->tree_config, entry, err);
	return inifile_reject(err, entry,
			      "a section [base NAME], [variant NAME] or [tree] with `config`, not [%s]",
			      entry->section);
}

static int check_complete(const struct catalog *catalog, const char *path,
			  struct error *err)
{
	for (int i = 0; i < catalog->base_count; i++) {
		const struct base *base = &catalog->bases[i];

		if (!base->package || !base->tarball || !base->made_for)
			return error_set(err, EINVAL,
					 "%s: found [base %s] without all of package, tarball and made-for",
					 path, base->name);
	}
	for (int i = 0; i < catalog->variant_count; i++) {
		const struct variant *variant = &catalog->variants[i];

		if (variant->base < 0 || !variant->config)
			return error_set(err, EINVAL,
					 "%s: found [variant %s] without base or config",
					 path, variant->name);
	}
	if (!catalog->tree_config)
		return error_set(err, EINVAL,
				 "%s: found no [tree] with `config`", path);
	return 0;
}

int catalog_load(struct catalog *catalog, const char *path,
		 struct error *err)
{
	char *copy = xstrdup(path);
	int ret;

	*catalog = (struct catalog){ .folder = xstrdup(dirname(copy)) };
	free(copy);
	ret = inifile_read(path, handle_entry, catalog, err);
	return ret ? ret : check_complete(catalog, path, err);
}

void catalog_release(struct catalog *catalog)
{
	for (int i = 0; i < catalog->base_count; i++) {
		free(catalog->bases[i].name);
		free(catalog->bases[i].package);
		free(catalog->bases[i].tarball);
		free(catalog->bases[i].made_for);
	}
	for (int i = 0; i < catalog->variant_count; i++) {
		free(catalog->variants[i].name);
		free(catalog->variants[i].patches);
		free(catalog->variants[i].config);
	}
	free(catalog->bases);
	free(catalog->variants);
	free(catalog->tree_config);
	free(catalog->folder);
	*catalog = (struct catalog){ 0 };
}
