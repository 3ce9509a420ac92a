// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/facts.h"

#include <ctype.h>
#include <libgen.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/build.h"
#include "kernel/config.h"
#include "kernel/ikconfig.h"
#include "kernel/kallsyms.h"
#include "kernel/payload.h"
#include "kernel/sysmap.h"
#include "lib/alloc.h"
#include "lib/file.h"
#include "lib/input.h"
#include "lib/jsonfile.h"

const char *fact_name(enum fact fact)
{
	static const char *const names[] = {
		[FACT_UNKNOWN] = "not known",
		[FACT_NO] = "no",
		[FACT_YES] = "yes",
	};

	return names[fact];
}

static int add_function(void *context, uint64_t address, char type,
			const char *name)
{
	struct facts *facts = context;

	(void)address;
	if (!strchr("tTwW", type))
		return 0;
	facts->functions = xgrow(facts->functions, facts->function_count,
				 sizeof(*facts->functions));
	facts->functions[facts->function_count++] = xstrdup(name);
	return 0;
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void read_functions(struct facts *facts, const struct payload *payload)
{
	struct kallsyms table;

	kallsyms_find(&table, payload);
	if (table.count)
		kallsyms_each(&table, add_function, facts);
	if (facts->function_count)
		qsort(facts->functions, facts->function_count,
		      sizeof(*facts->functions), compare_names);
}

/* "Linux version RELEASE (user@host) …" */
static char *release_of(const char *banner)
{
	const char *at = banner + strlen("Linux version ");

	return xasprintf("%.*s", (int)strcspn(at, " "), at);
}

static void read_payload(struct facts *facts, const char *image)
{
	struct payload *payload = &facts->payload;
	struct error err;

	if (payload_read(payload, image, &err))
		facts->unread = xstrdup(err.text);
	facts->compression = payload->compression ? payload->compression :
						    "unknown";
	if (!facts->unread) {
		facts->banner = payload_banner(payload);
		facts->config = ikconfig_read(payload);
	}
	if (facts->banner)
		facts->release = release_of(facts->banner);
	if (facts->config)
		facts->config_from = xstrdup("IKCONFIG");
}

/* Takes @path. */
static int take_config(struct facts *facts, char *path, struct error *err)
{
	int ret = file_read_at_most(path, INPUT_WHOLE_BYTES, &facts->config,
				    NULL, err);

	if (ret == 0)
		facts->config_from = path;
	else
		free(path);
	return ret;
}

/* The tree that an image lies in has been built to the same release. */
static bool is_of_tree(const char *root, const char *release)
{
	char *path = xasprintf("%s/include/config/kernel.release", root);
	struct error ignored;
	char *text = NULL;
	bool same = file_read_at_most(path, INPUT_TEXT_BYTES, &text, NULL,
				      &ignored) == 0 &&
		    strcspn(text, "\n") == strlen(release) &&
		    strncmp(text, release, strlen(release)) == 0;

	free(text);
	free(path);
	return same;
}

/* A kernel that was built here has its configuration in its folder. */
static int kept_config(struct facts *facts, const char *image,
		       struct error *err)
{
	char *copy = xstrdup(image);
	char *path = xasprintf("%s/config", dirname(copy));
	int ret = 0;

	free(copy);
	if (file_exists(path))
		return take_config(facts, path, err);
	free(path);
	return ret;
}

/* It may have been built here, and then been copied. */
static int find_kept(struct facts *facts, const struct kernel *kernel,
		     struct error *err)
{
	const char *sha256 = jsonfile_text(kernel->manifest, "image_sha256");
	struct kernel kept = { 0 };
	int ret = *sha256 ? build_find_image(&kept, sha256, err) : 0;

	if (ret > 0)
		ret = kept_config(facts, kept.image, err);
	kernel_release(&kept);
	return ret;
}

static int find_config(struct facts *facts, const char *image,
		       struct error *err)
{
	char *copy = xstrdup(image);
	const char *folder = dirname(copy);
	char *beside = xasprintf("%s/config-%s", folder, facts->release);
	char *root = xasprintf("%s/../../..", folder);
	char *built = xasprintf("%s/.config", root);
	int ret = 0;

	free(copy);
	if (file_exists(beside)) {
		ret = take_config(facts, beside, err);
		beside = NULL;
	} else if (file_exists(built) && is_of_tree(root, facts->release)) {
		char *real = realpath(built, NULL);

		ret = real ? take_config(facts, real, err) : 0;
	}
	free(built);
	free(root);
	free(beside);
	return ret;
}

static enum fact find_kaslr(const struct facts *facts)
{
	char *value;
	bool moves;

	if (!facts->config)
		return facts_has_function(facts, "kernel_randomize_memory");
	value = config_value(facts->config, "RANDOMIZE_BASE");
	moves = value && strcmp(value, "y") == 0;
	free(value);
	return moves ? FACT_YES : FACT_NO;
}

int facts_read_kept(struct facts *facts, const struct kernel *kernel,
		    struct error *err)
{
	*facts = (struct facts){
		.compression = "unknown",
		.unread = xstrdup("its image was not looked at"),
	};
	return kept_config(facts, kernel->image, err);
}

int facts_read(struct facts *facts, const struct kernel *kernel,
	       struct error *err)
{
	int ret = 0;

	*facts = (struct facts){ 0 };
	read_payload(facts, kernel->image);
	if (!facts->config && !kernel->given)
		ret = kept_config(facts, kernel->image, err);
	else if (!facts->config && facts->release)
		ret = find_config(facts, kernel->image, err);
	if (ret == 0 && !facts->config && facts->release)
		ret = find_kept(facts, kernel, err);
	if (!facts->config && !facts->unread)
		read_functions(facts, &facts->payload);
	facts->kaslr = find_kaslr(facts);
	return ret;
}

enum fact facts_has_function(const struct facts *facts, const char *name)
{
	size_t low = 0, high = facts->function_count;

	if (!facts->function_count)
		return FACT_UNKNOWN;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(facts->functions[middle], name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	/* Its clones, NAME.something, are sorted right behind it. */
	for (; low < facts->function_count &&
	     strncmp(facts->functions[low], name, strlen(name)) == 0; low++)
		if (sysmap_name_matches(facts->functions[low], name))
			return FACT_YES;
	return FACT_NO;
}

/* early_param() has the name, __setup() the name and a `=`. */
enum fact facts_has_parameter(const struct facts *facts, const char *name)
{
	const unsigned char *at = facts->payload.bytes;
	const unsigned char *end = at + facts->payload.size;
	const size_t length = strlen(name);

	if (facts->unread)
		return FACT_UNKNOWN;
	for (; at < end && (at = memmem(at, (size_t)(end - at), name, length));
	     at++) {
		const unsigned char *behind = at + length;

		behind += behind < end && *behind == '=';
		if (behind < end && !*behind && at > facts->payload.bytes &&
		    !isalnum(at[-1]) && at[-1] != '_')
			return FACT_YES;
	}
	return FACT_NO;
}

void facts_release(struct facts *facts)
{
	for (size_t i = 0; i < facts->function_count; i++)
		free(facts->functions[i]);
	free(facts->functions);
	free(facts->release);
	free(facts->banner);
	free(facts->config);
	free(facts->config_from);
	free(facts->unread);
	payload_release(&facts->payload);
	*facts = (struct facts){ 0 };
}
