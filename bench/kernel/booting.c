// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/booting.h"

#include <stdlib.h>
#include <string.h>

#include "kernel/config.h"
#include "kernel/era.h"
#include "kernel/facts.h"
#include "kernel/image.h"
#include "lib/jsonfile.h"

/* Only with the option does 3.12 have what takes single pages out. */
#define PAGEALLOC "DEBUG_PAGEALLOC"
#define PAGEALLOC_FUNCTION "kernel_map_pages"

static enum fact has_pagealloc(const struct facts *facts)
{
	char *value;
	enum fact fact;

	if (!facts->config)
		return facts_has_function(facts, PAGEALLOC_FUNCTION);
	value = config_value(facts->config, PAGEALLOC);
	fact = value && strcmp(value, "y") == 0 ? FACT_YES : FACT_NO;
	free(value);
	return fact;
}

/* Where nothing tells, the guest's own direct map will. */
static int describe_pages(struct kernel *kernel, struct error *err)
{
	static const char *const words[] = {
		[FACT_NO] = "large",
		[FACT_YES] = "4K",
	};
	struct facts facts;
	enum fact fact;
	int ret;

	if (json_object_get(kernel->manifest, "pages"))
		return 0;
	ret = facts_read(&facts, kernel, err);
	fact = ret ? FACT_UNKNOWN : has_pagealloc(&facts);
	if (fact != FACT_UNKNOWN)
		json_object_set_new(kernel->manifest, "pages",
				    json_string(words[fact]));
	facts_release(&facts);
	return ret;
}

static void describe_absent(struct kernel *kernel, const struct era *era)
{
	json_t *list = json_array();

	for (char **name = era->absent.list; *name; name++)
		json_array_append_new(list, json_string(*name));
	json_object_set_new(kernel->manifest, "absent", list);
}

static int describe(struct kernel *kernel, const struct era *era,
		    struct error *err)
{
	if (era->absent.count)
		describe_absent(kernel, era);
	if (era->words_from_cmdline)
		json_object_set_new(kernel->manifest, "words",
				    json_string("cmdline"));
	return era->mapping_by_config ? describe_pages(kernel, err) : 0;
}

int booting_describe(struct kernel *kernel, struct error *err)
{
	char *release = image_release(kernel->image);
	struct era era;
	int ret = era_find(&era, release, err);

	if (ret == 0)
		ret = describe(kernel, &era, err);
	era_release(&era);
	free(release);
	return ret;
}

enum kernel_pages booting_pages(const json_t *manifest)
{
	const char *pages = jsonfile_text(manifest, "pages");

	if (strcmp(pages, "4K") == 0)
		return KERNEL_PAGES_4K;
	return strcmp(pages, "large") == 0 ? KERNEL_PAGES_LARGE :
					     KERNEL_PAGES_ANY;
}

bool booting_words_from_cmdline(const json_t *manifest)
{
	return strcmp(jsonfile_text(manifest, "words"), "cmdline") == 0;
}

bool booting_has(const json_t *manifest, const char *parameter)
{
	size_t length = strcspn(parameter, "=");
	const json_t *name;
	size_t index;

	json_array_foreach(json_object_get(manifest, "absent"), index, name)
		if (json_string_length(name) == length &&
		    strncmp(json_string_value(name), parameter, length) == 0)
			return false;
	return true;
}
