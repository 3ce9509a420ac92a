// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/naming.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/memstream.h"
#include "lib/near.h"

#define LINUX "linux-"

/* "6.12" of linux-6.12; "" of a base that is called otherwise, or a tree. */
static const char *version_of(const struct base *base)
{
	return base->tree || strncmp(base->name, LINUX, strlen(LINUX)) ?
	       "" : base->name + strlen(LINUX);
}

char *naming_short(const struct variant *variant)
{
	const char *version = version_of(variant->base);
	size_t behind = strlen(version) + 1;
	size_t length = strcspn(variant->name, "@");
	const char *end = variant->name + length;

	if (!*version || length <= behind || *(end - behind) != '-' ||
	    strncmp(end - behind + 1, version, behind - 1))
		return NULL;
	return xasprintf("%.*s%s", (int)(length - behind), variant->name, end);
}

static bool is_short(const struct variant *variant, const char *name)
{
	char *brief = naming_short(variant);
	bool same = brief && strcmp(brief, name) == 0;

	free(brief);
	return same;
}

static bool is_newer(const struct variant *variant,
		     const struct variant *than)
{
	return !than || strverscmp(version_of(variant->base),
				   version_of(than->base)) > 0;
}

static bool is_meant(const struct catalog *catalog,
		     const struct variant *variant)
{
	return catalog->wanted ? variant->base == catalog->wanted :
				 base_is_here(variant->base);
}

/* Of the variants with that short name the newest, with its source here. */
static const struct variant *find_newest(const struct catalog *catalog,
					 const char *name)
{
	const struct variant *newest = NULL;

	for (int i = 0; i < catalog->variant_count; i++) {
		const struct variant *variant = &catalog->variants[i];

		if (is_short(variant, name) && is_meant(catalog, variant) &&
		    is_newer(variant, newest))
			newest = variant;
	}
	return newest;
}

bool naming_knows(const struct catalog *catalog, const char *name)
{
	for (int i = 0; i < catalog->variant_count; i++)
		if (strcmp(catalog->variants[i].name, name) == 0 ||
		    is_short(&catalog->variants[i], name))
			return true;
	return false;
}

static void print_packages(const struct catalog *catalog, const char *name,
			   FILE *out)
{
	const char *before = "";

	for (int i = 0; i < catalog->variant_count; i++) {
		const struct variant *variant = &catalog->variants[i];

		if (!is_short(variant, name))
			continue;
		fprintf(out, "%s%s", before, variant->base->package);
		before = " or ";
	}
}

/* Those that are written out, each once: on the base that its name means. */
static void print_here(const struct catalog *catalog, FILE *out)
{
	const char *before = "";

	for (int i = 0; i < catalog->variant_count; i++) {
		const struct variant *variant = &catalog->variants[i];
		char *brief = naming_short(variant);

		if (brief && !variant->generated &&
		    find_newest(catalog, brief) == variant) {
			fprintf(out, "%s%s", before, brief);
			before = ", ";
		}
		free(brief);
	}
}

static int refuse(const struct catalog *catalog, const char *name,
		  struct error *err)
{
	char *packages, *here;
	size_t size;
	FILE *out = memstream_open(&packages, &size);
	int ret;

	print_packages(catalog, name, out);
	memstream_close(out);
	out = memstream_open(&here, &size);
	print_here(catalog, out);
	memstream_close(out);
	ret = catalog->wanted ?
	      error_set(err, ENOENT,
			"kernel %s: found none of %s, expected one of %s",
			name, catalog->wanted->name, here) :
	      error_set(err, ENOENT,
			"kernel %s: found no source for it on this host, expected the package %s%s%s",
			name, packages, *here ? "; this host can build " : "",
			here);
	free(here);
	free(packages);
	return ret;
}

int naming_find(const struct catalog *catalog, const char *name,
		const struct variant **found, struct error *err)
{
	*found = catalog_find(catalog, name);
	if (!*found)
		*found = find_newest(catalog, name);
	if (*found)
		return 0;
	return naming_knows(catalog, name) ? refuse(catalog, name, err) :
					     -ESRCH;
}

int naming_want(struct catalog *catalog, const char *base, struct error *err)
{
	char *known;
	size_t size;
	FILE *out = memstream_open(&known, &size);
	int ret;

	for (int i = 0; i < catalog->base_count; i++) {
		const struct base *at = catalog->bases[i];

		if (strcmp(at->name, base) == 0)
			catalog->wanted = at;
		if (*version_of(at))
			fprintf(out, "%s%s", ftell(out) ? ", " : "", at->name);
	}
	memstream_close(out);
	ret = catalog->wanted ? 0 :
	      error_set(err, EINVAL, "base %s: expected one of %s", base,
			known);
	free(known);
	return ret;
}

/* The last of @briefs is one of those before it. */
static bool is_offered(char *const *briefs, int last)
{
	for (int i = 0; i < last; i++)
		if (briefs[i] && strcmp(briefs[i], briefs[last]) == 0)
			return true;
	return false;
}

/* Names without a base first: of equals the first is offered. */
char *naming_question(const struct catalog *catalog, const char *name)
{
	char **briefs = xcalloc(catalog->variant_count + 1, sizeof(*briefs));
	struct near near = { .wanted = name };
	char *question;

	for (int i = 0; i < catalog->variant_count; i++) {
		const struct variant *variant = &catalog->variants[i];

		briefs[i] = naming_short(variant);
		if (briefs[i] && !is_offered(briefs, i))
			near_offer(&near, briefs[i]);
	}
	for (int i = 0; i < catalog->variant_count; i++)
		near_offer(&near, catalog->variants[i].name);
	question = near_question(&near);
	for (int i = 0; i < catalog->variant_count; i++)
		free(briefs[i]);
	free(briefs);
	return question;
}
