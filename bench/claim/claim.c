// SPDX-License-Identifier: GPL-2.0-only
/* Reading a claim: each section has a handler, each plain key a row. */
#include "claim/claim.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/inifile.h"
#include "plan/plan.h"

/*
 * @offset: of the member
 * @goes_on: a longer text may have several lines
 */
struct key {
	const char *name;
	size_t offset;
	bool digest;
	bool goes_on;
	bool optional;
};

#define KEY(name, ...) { #name, offsetof(struct claim, name), __VA_ARGS__ }

static const struct key claim_keys[] = {
	KEY(sentence, .goes_on = true),
	KEY(version),
	KEY(commit, .optional = true),
	KEY(url, .optional = true),
	KEY(date),
	KEY(command, .goes_on = true),
	KEY(qemu),
	{ 0 },
};

static const struct key table_keys[] = {
	{ "verdicts.csv", offsetof(struct claim, verdicts_sha256), true,
	  .optional = true },
	{ "samples.csv", offsetof(struct claim, samples_sha256), true,
	  .optional = true },
	{ "report.txt", offsetof(struct claim, report_sha256), true,
	  .optional = true },
	{ "rows", offsetof(struct claim, rows_sha256), true,
	  .optional = true },
	{ 0 },
};

#define KERNEL_KEY(name, ...) \
	{ #name, offsetof(struct claim_kernel, name), __VA_ARGS__ }

static const struct key kernel_keys[] = {
	KERNEL_KEY(kernel),
	KERNEL_KEY(base),
	KERNEL_KEY(base_version),
	KERNEL_KEY(base_sha256, .digest = true),
	KERNEL_KEY(series_sha256, .digest = true),
	KERNEL_KEY(config_sha256, .digest = true),
	KERNEL_KEY(compiler),
	KERNEL_KEY(key, .digest = true),
	KERNEL_KEY(image_sha256, .digest = true),
	KERNEL_KEY(image_4k_sha256, .digest = true),
	{ 0 },
};

/* "a, b or c" */
static char *key_names(const struct key *keys)
{
	char *text = xstrdup(keys->name);

	for (keys++; keys->name; keys++) {
		char *longer = xasprintf("%s%s%s", text,
					 keys[1].name ? ", " : " or ",
					 keys->name);

		free(text);
		text = longer;
	}
	return text;
}

static int reject_key(const struct inifile_entry *entry,
		      const struct key *keys, struct error *err)
{
	char *names = key_names(keys);
	int ret = inifile_reject(err, entry, "%s in [%s]", names,
				 entry->section);

	free(names);
	return ret;
}

static int set_text(char **text, const struct key *key,
		    const struct inifile_entry *entry, struct error *err)
{
	char *longer;

	if (!*entry->value)
		return inifile_reject(err, entry, "a value");
	if (key->digest && !digest_is_hex(entry->value))
		return inifile_reject(err, entry,
				      "64 hexadecimal digits of a SHA-256");
	if (*text && !key->goes_on)
		return inifile_reject(err, entry, "%s only once", key->name);
	longer = *text ? xasprintf("%s %s", *text, entry->value) :
			 xstrdup(entry->value);
	free(*text);
	*text = longer;
	return 0;
}

/* The member of @object that a key stands for. */
static int set_key(void *object, const struct key *keys,
		   const struct inifile_entry *entry, struct error *err)
{
	for (const struct key *key = keys; key->name; key++)
		if (strcmp(entry->key, key->name) == 0)
			return set_text((char **)((char *)object + key->offset),
					key, entry, err);
	return reject_key(entry, keys, err);
}

/* Its name, and what a plan's file has. */
static int take_plan(struct claim *claim, const struct inifile_entry *entry,
		     struct error *err)
{
	const struct key name = { .name = "name" };

	if (strcmp(entry->section, "plan") == 0 &&
	    strcmp(entry->key, "name") == 0)
		return set_text(&claim->plan_name, &name, entry, err);
	if (!claim->plan && strcmp(entry->section, "plan"))
		return inifile_reject(err, entry, "section [plan] before it");
	if (strcmp(entry->section, "plan") == 0 && !plan_has_key(entry->key))
		return inifile_reject(err, entry, "name or a key of a plan");
	claim_add_plan(claim, entry->section, entry->key, entry->value);
	return 0;
}

/* `arm` begins a kernel. */
static int take_kernel(struct claim *claim, const struct inifile_entry *entry,
		       struct error *err)
{
	if (strcmp(entry->key, "arm") == 0) {
		const struct key key = { .name = "arm" };

		claim->kernels = xgrow(claim->kernels, claim->kernel_count,
				       sizeof(*claim->kernels));
		return set_text(&claim->kernels[claim->kernel_count++].arm,
				&key, entry, err);
	}
	if (!claim->kernel_count)
		return inifile_reject(err, entry, "`arm = …` before it");
	return set_key(&claim->kernels[claim->kernel_count - 1], kernel_keys,
		       entry, err);
}

static void add_topology_line(struct claim_topology *topology,
			      const char *line)
{
	char *longer = xasprintf("%s%s\n",
				 topology->text ? topology->text : "", line);

	free(topology->text);
	topology->text = longer;
}

/* NAME = hash, and lines of its text behind a bar. */
static int take_topology(struct claim *claim,
			 const struct inifile_entry *entry, struct error *err)
{
	size_t count = claim->topology_count;
	struct claim_topology *last = count ? &claim->topologies[count - 1] :
					      NULL;

	if (last && *entry->value == '|' &&
	    strcmp(last->name, entry->key) == 0) {
		add_topology_line(last, entry->value + 1);
		return 0;
	}
	if (!digest_is_hex(entry->value))
		return inifile_reject(err, entry,
				      "64 hexadecimal digits of a SHA-256, then lines that begin with |");
	for (size_t i = 0; i < count; i++)
		if (strcmp(claim->topologies[i].name, entry->key) == 0)
			return inifile_reject(err, entry,
					      "each topology once");
	claim->topologies = xgrow(claim->topologies, count,
				  sizeof(*claim->topologies));
	claim->topologies[count].name = xstrdup(entry->key);
	claim->topologies[count].sha256 = xstrdup(entry->value);
	claim->topology_count++;
	return 0;
}

static int take_expectation(struct claim *claim,
			    const struct inifile_entry *entry,
			    struct error *err)
{
	int ret = claim_add_expectation(claim, entry->key, entry->value,
					entry->line, err);

	if (ret)
		error_prefix(err, "%s:%d: ", entry->path, entry->line);
	return ret;
}

static int take_line(struct claim *claim, const struct inifile_entry *entry,
		     struct error *err)
{
	int ret = claim_add_line(claim, entry->key, entry->value, entry->line,
				 err);

	if (ret)
		error_prefix(err, "%s:%d: ", entry->path, entry->line);
	return ret;
}

static int take_claim(struct claim *claim, const struct inifile_entry *entry,
		      struct error *err)
{
	return set_key(claim, claim_keys, entry, err);
}

static int take_table(struct claim *claim, const struct inifile_entry *entry,
		      struct error *err)
{
	return set_key(claim, table_keys, entry, err);
}

static int take_entry(void *context, const struct inifile_entry *entry,
		      struct error *err)
{
	static const struct {
		const char *section;
		int (*take)(struct claim *claim,
			    const struct inifile_entry *entry,
			    struct error *err);
	} takers[] = {
		{ "claim", take_claim },
		{ "plan", take_plan },
		{ "arguments", take_plan },
		{ "kernels", take_kernel },
		{ "topologies", take_topology },
		{ "expect", take_expectation },
		{ "report", take_line },
		{ "tables", take_table },
	};

	for (size_t i = 0; i < sizeof(takers) / sizeof(takers[0]); i++)
		if (strcmp(entry->section, takers[i].section) == 0)
			return takers[i].take(context, entry, err);
	return inifile_reject(err, entry,
			      "section [claim], [plan], [arguments], [kernels], [topologies], [expect], [report] or [tables], not [%s]",
			      entry->section);
}

static int check_keys(const struct claim *claim, const char *section,
		      const struct key *keys, struct error *err)
{
	for (; keys->name; keys++)
		if (!keys->optional &&
		    !*(char *const *)((const char *)claim + keys->offset))
			return error_set(err, EINVAL,
					 "%s: found no %s, expected it in [%s]",
					 claim->path, keys->name, section);
	return 0;
}

/* What lines are checked by must be known. */
static int check_tables(const struct claim *claim, struct error *err)
{
	bool lacks_table = claim->expectation_count && !claim->verdicts_sha256;

	if (lacks_table || (claim->line_count && !claim->report_sha256))
		return error_set(err, EINVAL,
				 "%s: found no %s, expected its hash in [tables]",
				 claim->path, lacks_table ? "verdicts.csv" :
				 "report.txt");
	return 0;
}

static int check_kernels(const struct claim *claim, struct error *err)
{
	if (!claim->kernel_count)
		return error_set(err, EINVAL,
				 "%s: found no kernel, expected one of each arm in [kernels]",
				 claim->path);
	for (size_t i = 0; i < claim->kernel_count; i++)
		if (!claim->kernels[i].image_sha256 ||
		    !claim->kernels[i].kernel)
			return error_set(err, EINVAL,
					 "%s: arm %s: found no %s, expected it in [kernels]",
					 claim->path, claim->kernels[i].arm,
					 claim->kernels[i].kernel ?
					 "image_sha256" : "kernel");
	return 0;
}

/* The arms that an expectation names are those of [kernels]. */
static int check_arms(const struct claim *claim, struct error *err)
{
	const char **arms = xcalloc(claim->kernel_count, sizeof(*arms));
	int ret = 0;

	for (size_t i = 0; i < claim->kernel_count; i++)
		arms[i] = claim->kernels[i].arm;
	for (size_t i = 0; i < claim->expectation_count && ret == 0; i++) {
		const struct claim_expectation *at = &claim->expectations[i];

		ret = expectation_check_arms(&at->parsed, arms,
					     claim->kernel_count, err);
		if (ret && at->line)
			error_prefix(err, "%s:%d: ", claim->path, at->line);
	}
	free(arms);
	return ret;
}

static int check_topologies(const struct claim *claim, struct error *err)
{
	for (size_t i = 0; i < claim->topology_count; i++) {
		const struct claim_topology *at = &claim->topologies[i];
		char hex[DIGEST_HEX_SIZE];

		if (!at->text)
			continue;
		claim_text_digest(at->text, hex);
		if (strcmp(hex, at->sha256))
			return error_set(err, EINVAL,
					 "%s: topology %s: found a text of SHA-256 %.12s, expected %.12s",
					 claim->path, at->name, hex,
					 at->sha256);
	}
	return 0;
}

static int check(const struct claim *claim, struct error *err)
{
	int ret = check_keys(claim, "claim", claim_keys, err);

	if (ret == 0)
		ret = check_tables(claim, err);
	if (ret == 0 && (!claim->plan || !claim->plan_name))
		ret = error_set(err, EINVAL,
				"%s: found no %s, expected it in [plan]",
				claim->path, claim->plan ? "name" : "plan");
	if (ret == 0)
		ret = check_kernels(claim, err);
	if (ret == 0)
		ret = check_topologies(claim, err);
	if (ret == 0 && !claim->expectation_count && !claim->line_count)
		ret = error_set(err, EINVAL,
				"%s: found nothing that can be checked, expected a line in [expect] or [report]",
				claim->path);
	return ret ? ret : check_arms(claim, err);
}

/* Of NAME.claim, without its folder. */
static char *stem(const char *path)
{
	const char *slash = strrchr(path, '/');
	char *name = xstrdup(slash ? slash + 1 : path);
	char *end = name + strlen(name) - strlen(CLAIM_SUFFIX);

	if (end > name && strcmp(end, CLAIM_SUFFIX) == 0)
		*end = '\0';
	return name;
}

int claim_read(struct claim *claim, const char *path, struct error *err)
{
	int ret;

	*claim = (struct claim){ .path = xstrdup(path), .name = stem(path) };
	ret = inifile_read(path, take_entry, claim, err);
	if (ret == 0)
		ret = check(claim, err);
	return ret ? ret : digest_file(path, claim->sha256, err);
}
