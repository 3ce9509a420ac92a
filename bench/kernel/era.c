// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/era.h"

#include <errno.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/release.h"
#include "lib/alloc.h"
#include "lib/file.h"
#include "lib/inifile.h"
#include "lib/parse.h"
#include "lib/root.h"

#define SUFFIX ".ini"

/* One file: what it says goes into @said, and counts when its span holds. */
struct reading {
	struct era *said;
	const char *folder;
	char *from;
	char *before;
};

static bool has_word(const struct era_words *words, const char *word)
{
	for (int i = 0; i < words->count; i++)
		if (strcmp(words->list[i], word) == 0)
			return true;
	return false;
}

static void add_word(struct era_words *words, const char *word)
{
	if (has_word(words, word))
		return;
	words->list = xgrow(words->list, (size_t)words->count + 1,
			    sizeof(*words->list));
	words->list[words->count++] = xstrdup(word);
	words->list[words->count] = NULL;
}

static int add_words(struct era_words *words, const char *text)
{
	char **list;

	parse_words(text, &list);
	for (char **word = list; *word; word++)
		add_word(words, *word);
	free(list);
	return 0;
}

static void append_words(struct era_words *words, const struct era_words *more)
{
	for (int i = 0; i < more->count; i++)
		add_word(words, more->list[i]);
}

static void release_words(struct era_words *words)
{
	for (int i = 0; i < words->count; i++)
		free(words->list[i]);
	free(words->list);
	*words = (struct era_words){ 0 };
}

/* Never NULL, so that readers need not ask. */
static void open_words(struct era_words *words)
{
	words->list = xcalloc(1, sizeof(*words->list));
}

static struct era_words *name_of(struct era *era, const char *milestone)
{
	struct era_name *name;

	for (int i = 0; i < era->name_count; i++)
		if (strcmp(era->names[i].milestone, milestone) == 0)
			return &era->names[i].enter;
	era->names = xgrow(era->names, era->name_count, sizeof(*era->names));
	name = &era->names[era->name_count++];
	name->milestone = xstrdup(milestone);
	open_words(&name->enter);
	return &name->enter;
}

/* The newest of what several files ask for. */
static void add_need(struct era *era, const char *tool, const char *version)
{
	for (int i = 0; i < era->need_count; i++) {
		struct era_need *need = &era->needs[i];

		if (strcmp(need->tool, tool))
			continue;
		if (release_compare(version, need->version) > 0) {
			free(need->version);
			need->version = xstrdup(version);
		}
		return;
	}
	era->needs = xgrow(era->needs, era->need_count, sizeof(*era->needs));
	era->needs[era->need_count++] = (struct era_need){
		.tool = xstrdup(tool),
		.version = xstrdup(version),
	};
}

static int list_shims(struct era_words *shims, const char *folder,
		      const char *name, struct error *err)
{
	char *path = xasprintf("%s/%s", folder, name);
	char *inside = xasprintf("%s/", path);
	char **names = NULL;
	int ret = 0;

	if (!file_exists(inside))
		add_word(shims, name);
	else
		ret = directory_list(path, &names, err);
	for (char **at = names; ret >= 0 && at && *at; at++) {
		char *inner = xasprintf("%s/%s", name, *at);

		ret = list_shims(shims, folder, inner, err);
		free(inner);
	}
	directory_list_free(names);
	free(inside);
	free(path);
	return ret < 0 ? ret : 0;
}

static int shims_entry(struct reading *reading,
		       const struct inifile_entry *entry, struct error *err)
{
	char *shims = xasprintf("%s/shims", reading->folder);
	char *path = xasprintf("%s/%s/", shims, entry->value);
	int ret;

	if (!*entry->value || strchr(entry->value, '/') ||
	    !file_exists(path))
		ret = inifile_reject(err, entry, "a folder of %s", shims);
	else
		ret = list_shims(&reading->said->shims, shims, entry->value,
				 err);
	if (ret == 0) {
		char *flag = xasprintf("-idirafter ../shims/%s", entry->value);

		add_word(&reading->said->cc, flag);
		free(flag);
	}
	free(path);
	free(shims);
	return ret;
}

static int make_entry(struct era *said, const struct inifile_entry *entry,
		      struct error *err)
{
	size_t name = strcspn(entry->value, "= \t");

	if (!name || entry->value[name] != '=')
		return inifile_reject(err, entry, "NAME=VALUE");
	add_word(&said->make, entry->value);
	return 0;
}

static int build_entry(struct reading *reading,
		       const struct inifile_entry *entry, struct error *err)
{
	struct era *said = reading->said;

	if (strcmp(entry->key, "cc") == 0)
		return add_words(&said->cc, entry->value);
	if (strcmp(entry->key, "host-cc") == 0)
		return add_words(&said->host_cc, entry->value);
	if (strcmp(entry->key, "make") == 0)
		return make_entry(said, entry, err);
	if (strcmp(entry->key, "shims") == 0)
		return shims_entry(reading, entry, err);
	if (strcmp(entry->key, "config") == 0)
		return add_words(&said->config, entry->value);
	return inifile_reject(err, entry,
			      "one of cc, host-cc, make, shims, config");
}

static int span_entry(struct reading *reading,
		      const struct inifile_entry *entry, struct error *err)
{
	char **bound;

	if (strcmp(entry->key, "from") == 0)
		bound = &reading->from;
	else if (strcmp(entry->key, "before") == 0)
		bound = &reading->before;
	else
		return inifile_reject(err, entry, "from or before");
	if (*bound)
		return inifile_reject(err, entry, "`%s` once", entry->key);
	if (!release_is_valid(entry->value))
		return inifile_reject(err, entry, "a release such as 3.12");
	*bound = xstrdup(entry->value);
	return 0;
}

static int need_entry(struct era *said, const struct inifile_entry *entry,
		      struct error *err)
{
	if (strcmp(entry->key, "gcc") && strcmp(entry->key, "clang") &&
	    strcmp(entry->key, "ld"))
		return inifile_reject(err, entry, "one of gcc, clang, ld");
	if (!release_is_valid(entry->value))
		return inifile_reject(err, entry, "a version such as 8.1");
	add_need(said, entry->key, entry->value);
	return 0;
}

/* A key with one value only. */
static int flag_entry(bool *flag, const char *value,
		      const struct inifile_entry *entry, struct error *err)
{
	if (strcmp(entry->value, value))
		return inifile_reject(err, entry, "`%s`, or no such line",
				      value);
	*flag = true;
	return 0;
}

static int boot_entry(struct era *said, const struct inifile_entry *entry,
		      struct error *err)
{
	if (strcmp(entry->key, "absent") == 0)
		return add_words(&said->absent, entry->value);
	if (strcmp(entry->key, "words") == 0)
		return flag_entry(&said->words_from_cmdline, "cmdline", entry,
				  err);
	if (strcmp(entry->key, "4K") == 0)
		return flag_entry(&said->mapping_by_config, "configuration",
				  entry, err);
	return inifile_reject(err, entry, "one of absent, words, 4K");
}

static int milestone_entry(struct era *said,
			   const struct inifile_entry *entry,
			   struct error *err)
{
	if (strcmp(entry->key, "enter"))
		return inifile_reject(err, entry, "enter");
	return add_words(name_of(said, entry->section + strlen("milestone ")),
			 entry->value);
}

static int handle_entry(void *context, const struct inifile_entry *entry,
			struct error *err)
{
	struct reading *reading = context;

	if (strcmp(entry->section, "era") == 0)
		return span_entry(reading, entry, err);
	if (strcmp(entry->section, "build") == 0)
		return build_entry(reading, entry, err);
	if (strcmp(entry->section, "needs") == 0)
		return need_entry(reading->said, entry, err);
	if (strcmp(entry->section, "boot") == 0)
		return boot_entry(reading->said, entry, err);
	if (strncmp(entry->section, "milestone ", 10) == 0)
		return milestone_entry(reading->said, entry, err);
	return inifile_reject(err, entry,
			      "a section [era], [build], [needs], [boot] or [milestone NAME], not [%s]",
			      entry->section);
}

static void open_era(struct era *era, const char *release)
{
	*era = (struct era){ .release = release ? xstrdup(release) : NULL };
	open_words(&era->files);
	open_words(&era->cc);
	open_words(&era->host_cc);
	open_words(&era->make);
	open_words(&era->shims);
	open_words(&era->config);
	open_words(&era->absent);
}

static void merge(struct era *era, const struct era *said)
{
	append_words(&era->cc, &said->cc);
	append_words(&era->host_cc, &said->host_cc);
	append_words(&era->make, &said->make);
	append_words(&era->shims, &said->shims);
	append_words(&era->config, &said->config);
	append_words(&era->absent, &said->absent);
	for (int i = 0; i < said->need_count; i++)
		add_need(era, said->needs[i].tool, said->needs[i].version);
	for (int i = 0; i < said->name_count; i++)
		append_words(name_of(era, said->names[i].milestone),
			     &said->names[i].enter);
	era->words_from_cmdline |= said->words_from_cmdline;
	era->mapping_by_config |= said->mapping_by_config;
}

static int check_span(const struct reading *reading, const char *path,
		      struct error *err)
{
	if (!reading->from && !reading->before)
		return error_set(err, EINVAL,
				 "%s: found [era] with neither from nor before",
				 path);
	if (reading->from && reading->before &&
	    release_compare(reading->from, reading->before) >= 0)
		return error_set(err, EINVAL,
				 "%s: found from %s and before %s, which hold for nothing",
				 path, reading->from, reading->before);
	return 0;
}

static bool holds(const struct reading *reading, const char *release)
{
	return (!reading->from ||
		release_compare(release, reading->from) >= 0) &&
	       (!reading->before ||
		release_compare(release, reading->before) < 0);
}

/* @name: "before-3.15.ini".  A file is checked whether it holds or not. */
static int read_file(struct era *era, const char *folder, const char *name,
		     struct error *err)
{
	char *path = xasprintf("%s/%s", folder, name);
	struct era said;
	struct reading reading = { .said = &said, .folder = folder };
	int ret;

	open_era(&said, NULL);
	ret = inifile_read(path, handle_entry, &reading, err);
	if (ret == 0)
		ret = check_span(&reading, path, err);
	if (ret == 0 && holds(&reading, era->release)) {
		char *file = xasprintf("%.*s",
				       (int)(strlen(name) - strlen(SUFFIX)),
				       name);

		add_word(&era->files, file);
		merge(era, &said);
		free(file);
	}
	era_release(&said);
	free(reading.from);
	free(reading.before);
	free(path);
	return ret;
}

int era_find_in(struct era *era, const char *folder, const char *release,
		struct error *err)
{
	char **names = NULL;
	int ret = 0;

	open_era(era, release);
	era->folder = xstrdup(folder);
	if (!release || !release_is_valid(release))
		return 0;
	ret = directory_list(folder, &names, err);
	for (char **name = names; ret >= 0 && name && *name; name++) {
		size_t length = strlen(*name);

		if (length > strlen(SUFFIX) &&
		    strcmp(*name + length - strlen(SUFFIX), SUFFIX) == 0)
			ret = read_file(era, folder, *name, err);
	}
	directory_list_free(names);
	return ret < 0 ? ret : 0;
}

int era_find(struct era *era, const char *release, struct error *err)
{
	char *folder = root_path("kernels/eras");
	int ret = era_find_in(era, folder, release, err);

	free(folder);
	return ret;
}

bool era_has_parameter(const struct era *era, const char *parameter)
{
	size_t length = strcspn(parameter, "=");

	for (int i = 0; i < era->absent.count; i++)
		if (strlen(era->absent.list[i]) == length &&
		    strncmp(era->absent.list[i], parameter, length) == 0)
			return false;
	return true;
}

int era_check_tool(const struct era *era, const char *tool,
		   const char *version, const char *found, struct error *err)
{
	for (int i = 0; i < era->need_count; i++) {
		const struct era_need *need = &era->needs[i];

		if (strcmp(need->tool, tool) == 0 &&
		    release_compare(version, need->version) < 0)
			return error_set(err, EINVAL,
					 "%s needs %s %s or newer: found %s",
					 era->release, tool, need->version,
					 found);
	}
	return 0;
}

static int place_shim(const struct era *era, const char *name,
		      const char *folder, struct error *err)
{
	char *from = xasprintf("%s/shims/%s", era->folder, name);
	char *to = xasprintf("%s/%s", folder, name);
	char *copy = xstrdup(to);
	int ret = directory_make(dirname(copy), err);

	if (ret == 0)
		ret = file_copy(from, to, err);
	free(copy);
	free(to);
	free(from);
	return ret;
}

static bool same_shim(const struct era *era, const char *name,
		      const char *folder)
{
	char *ours = xasprintf("%s/shims/%s", era->folder, name);
	char *placed = xasprintf("%s/%s", folder, name);
	char wanted[DIGEST_HEX_SIZE], found[DIGEST_HEX_SIZE];
	struct error ignored;
	bool same = digest_file(ours, wanted, &ignored) == 0 &&
		    digest_file(placed, found, &ignored) == 0 &&
		    strcmp(wanted, found) == 0;

	free(placed);
	free(ours);
	return same;
}

/* All of them and no other. */
static bool shims_are_placed(const struct era *era, const char *folder)
{
	struct era_words placed = { 0 };
	struct error ignored;
	bool same = list_shims(&placed, folder, ".", &ignored) == 0 &&
		    placed.count == era->shims.count;

	for (int i = 0; i < era->shims.count && same; i++)
		same = same_shim(era, era->shims.list[i], folder);
	release_words(&placed);
	return same;
}

int era_place_shims(const struct era *era, const char *folder,
		    struct error *err)
{
	int ret;

	if (shims_are_placed(era, folder))
		return 0;
	ret = directory_remove(folder, err);
	for (int i = 0; i < era->shims.count && ret == 0; i++)
		ret = place_shim(era, era->shims.list[i], folder, err);
	return ret;
}

int era_add_digest(const struct era *era, SHA2_CTX *digest,
		   struct error *err)
{
	int ret = 0;

	for (int i = 0; i < era->shims.count && ret == 0; i++) {
		char *path = xasprintf("%s/shims/%s", era->folder,
				       era->shims.list[i]);

		digest_add_text(digest, "shim", era->shims.list[i]);
		ret = digest_add_file(digest, "content", path, err);
		free(path);
	}
	return ret;
}

void era_release(struct era *era)
{
	struct era_words *const all[] = {
		&era->files, &era->cc, &era->host_cc, &era->make, &era->shims,
		&era->config, &era->absent,
	};

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		release_words(all[i]);
	for (int i = 0; i < era->need_count; i++) {
		free(era->needs[i].tool);
		free(era->needs[i].version);
	}
	for (int i = 0; i < era->name_count; i++) {
		free(era->names[i].milestone);
		release_words(&era->names[i].enter);
	}
	free(era->needs);
	free(era->names);
	free(era->folder);
	free(era->release);
	*era = (struct era){ 0 };
}
