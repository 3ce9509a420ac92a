// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/catalog.h"

#include <errno.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/families.h"
#include "kernel/source.h"
#include "lib/alloc.h"
#include "lib/file.h"
#include "lib/inifile.h"
#include "lib/parse.h"

static struct base *find_base(const struct catalog *catalog, const char *name)
{
	for (int i = 0; i < catalog->base_count; i++)
		if (strcmp(catalog->bases[i]->name, name) == 0)
			return catalog->bases[i];
	return NULL;
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

char *catalog_path(const struct catalog *catalog, const char *path)
{
	return *path == '/' ? xstrdup(path) :
			      xasprintf("%s/%s", catalog->folder, path);
}

static struct base *add_base(struct catalog *catalog, const char *name)
{
	struct base *base = xcalloc(1, sizeof(*base));

	base->name = xstrdup(name);
	catalog->bases = xgrow(catalog->bases, catalog->base_count,
			       sizeof(*catalog->bases));
	catalog->bases[catalog->base_count++] = base;
	return base;
}

struct variant *catalog_add(struct catalog *catalog, const char *name)
{
	struct variant *variant;

	catalog->variants = xgrow(catalog->variants, catalog->variant_count,
				  sizeof(*catalog->variants));
	variant = &catalog->variants[catalog->variant_count++];
	variant->name = xstrdup(name);
	return variant;
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
	struct base *base = find_base(catalog, name);

	if (!base)
		base = add_base(catalog, name);
	if (strcmp(entry->key, "package") == 0)
		return set_text(&base->package, entry, err);
	if (strcmp(entry->key, "tarball") == 0)
		return set_text(&base->tarball, entry, err);
	if (strcmp(entry->key, "tree") == 0 && *entry->value != '/')
		return inifile_reject(err, entry, "an absolute path");
	if (strcmp(entry->key, "tree") == 0)
		return set_text(&base->tree, entry, err);
	if (strcmp(entry->key, "revision") == 0)
		return set_text(&base->revision, entry, err);
	if (strcmp(entry->key, "made-for") == 0)
		return set_text(&base->made_for, entry, err);
	return inifile_reject(err, entry,
			      "one of package, tarball, tree, revision, made-for");
}

static int variant_entry(struct catalog *catalog, const char *name,
			 const struct inifile_entry *entry, struct error *err)
{
	struct variant *variant = find_variant(catalog, name);

	if (!variant)
		variant = catalog_add(catalog, name);
	if (strcmp(entry->key, "base") == 0) {
		variant->base = find_base(catalog, entry->value);
		return variant->base ? 0 :
		       inifile_reject(err, entry,
				      "the name of a [base …] section above");
	}
	if (strcmp(entry->key, "patches") == 0)
		return set_words(&variant->patches, entry, err);
	if (strcmp(entry->key, "config") == 0)
		return set_words(&variant->config, entry, err);
	if (strcmp(entry->key, "toolchain") == 0)
		return set_text(&variant->toolchain, entry, err);
	return inifile_reject(err, entry,
			      "one of base, patches, config, toolchain");
}

static struct family *find_family(struct catalog *catalog, const char *name)
{
	for (int i = 0; i < catalog->family_count; i++)
		if (strcmp(catalog->families[i].name, name) == 0)
			return &catalog->families[i];
	catalog->families = xgrow(catalog->families, catalog->family_count,
				  sizeof(*catalog->families));
	catalog->families[catalog->family_count].name = xstrdup(name);
	return &catalog->families[catalog->family_count++];
}

static int family_entry(struct catalog *catalog, const char *name,
			const struct inifile_entry *entry, struct error *err)
{
	struct family *family = find_family(catalog, name);

	if (strcmp(entry->key, "patches") == 0)
		return set_text(&family->patches, entry, err);
	if (strcmp(entry->key, "of"))
		return inifile_reject(err, entry, "one of of, patches");
	if (!find_variant(catalog, entry->value))
		return inifile_reject(err, entry,
				      "the name of a [variant …] section above");
	return set_text(&family->of, entry, err);
}

static int handle_entry(void *context, const struct inifile_entry *entry,
			struct error *err)
{
	struct catalog *catalog = context;

	if (strncmp(entry->section, "base ", 5) == 0)
		return base_entry(catalog, entry->section + 5, entry, err);
	if (strncmp(entry->section, "variant ", 8) == 0)
		return variant_entry(catalog, entry->section + 8, entry, err);
	if (strncmp(entry->section, "family ", 7) == 0)
		return family_entry(catalog, entry->section + 7, entry, err);
	if (strcmp(entry->section, "tree") == 0 &&
	    strcmp(entry->key, "config") == 0)
		return set_words(&catalog->tree_config, entry, err);
	return inifile_reject(err, entry,
			      "a section [base NAME], [variant NAME], [family NAME] or [tree] with `config`, not [%s]",
			      entry->section);
}

static bool base_complete(const struct base *base)
{
	if (base->tree)
		return !base->package && !base->tarball;
	return base->package && base->tarball && base->made_for &&
	       !base->revision;
}

static int check_complete(const struct catalog *catalog, const char *path,
			  struct error *err)
{
	for (int i = 0; i < catalog->base_count; i++)
		if (!base_complete(catalog->bases[i]))
			return error_set(err, EINVAL,
					 "%s: found [base %s] with neither package, tarball and made-for nor tree, or with keys of both",
					 path, catalog->bases[i]->name);
	for (int i = 0; i < catalog->variant_count; i++) {
		const struct variant *variant = &catalog->variants[i];

		if (!variant->base || !variant->config)
			return error_set(err, EINVAL,
					 "%s: found [variant %s] without base or config",
					 path, variant->name);
	}
	for (int i = 0; i < catalog->family_count; i++)
		if (!catalog->families[i].of)
			return error_set(err, EINVAL,
					 "%s: found [family %s] without `of`",
					 path, catalog->families[i].name);
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
	if (ret == 0)
		ret = check_complete(catalog, path, err);
	return ret ? ret : families_expand(catalog, err);
}

bool base_is_here(const struct base *base)
{
	return file_exists(base->tree ? base->tree : base->tarball);
}

void base_release(struct base *base)
{
	source_close(base->source);
	free(base->name);
	free(base->package);
	free(base->tarball);
	free(base->tree);
	free(base->revision);
	free(base->made_for);
	*base = (struct base){ 0 };
}

void catalog_release(struct catalog *catalog)
{
	for (int i = 0; i < catalog->base_count; i++) {
		base_release(catalog->bases[i]);
		free(catalog->bases[i]);
	}
	for (int i = 0; i < catalog->variant_count; i++) {
		free(catalog->variants[i].name);
		free(catalog->variants[i].patches);
		free(catalog->variants[i].config);
		free(catalog->variants[i].toolchain);
	}
	for (int i = 0; i < catalog->family_count; i++) {
		free(catalog->families[i].name);
		free(catalog->families[i].of);
		free(catalog->families[i].patches);
	}
	free(catalog->bases);
	free(catalog->variants);
	free(catalog->families);
	free(catalog->tree_config);
	free(catalog->folder);
	*catalog = (struct catalog){ 0 };
}
