// SPDX-License-Identifier: GPL-2.0-only
/* Reading the results of others. */
#include "claim/result.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/inifile.h"

static const struct {
	const char *name;
	size_t offset;
	bool optional;
} keys[] = {
	{ "claim_sha256", offsetof(struct claim_result, claim_sha256) },
	{ "depth", offsetof(struct claim_result, depth) },
	{ "cell", offsetof(struct claim_result, cell), true },
	{ "host", offsetof(struct claim_result, host) },
	{ "name", offsetof(struct claim_result, name), true },
	{ "date", offsetof(struct claim_result, date) },
	{ "numaboot", offsetof(struct claim_result, numaboot) },
	{ "qemu", offsetof(struct claim_result, qemu), true },
	{ "compiler", offsetof(struct claim_result, compiler), true },
	{ "cpu", offsetof(struct claim_result, cpu), true },
};

#define KEY_COUNT (sizeof(keys) / sizeof(keys[0]))

static char **member(struct claim_result *result, size_t key)
{
	return (char **)((char *)result + keys[key].offset);
}

static int take_standing(struct claim_result *result,
			 const struct inifile_entry *entry, struct error *err)
{
	result->standing = 0;
	while (result->standing < STANDING_COUNT &&
	       strcmp(standing_name(result->standing), entry->value))
		result->standing++;
	if (result->standing == STANDING_COUNT)
		return inifile_reject(err, entry,
				      "verified, holds, refuted or not checkable");
	return 0;
}

static int take_key(struct claim_result *result, const struct inifile_entry *entry,
		    struct error *err)
{
	if (strcmp(entry->key, "standing") == 0)
		return take_standing(result, entry, err);
	for (size_t i = 0; i < KEY_COUNT; i++) {
		char **text = member(result, i);

		if (strcmp(entry->key, keys[i].name))
			continue;
		if (*text || !*entry->value)
			return inifile_reject(err, entry, "one value");
		*text = xstrdup(entry->value);
		return 0;
	}
	return inifile_reject(err, entry, "a key of a result");
}

/* A line goes on in the next ones. */
static void take_line(struct claim_result *result, const struct inifile_entry *entry)
{
	size_t count = result->line_count;
	char *number = xasprintf("%zu", count);
	char *longer;

	if (count && strcmp(number, entry->key) == 0) {
		longer = xasprintf("%s %s", result->lines[count - 1],
				   entry->value);
		free(result->lines[count - 1]);
		result->lines[count - 1] = longer;
	} else {
		result->lines = xgrow(result->lines, count,
				      sizeof(*result->lines));
		result->lines[result->line_count++] = xstrdup(entry->value);
	}
	free(number);
}

static int take_entry(void *context, const struct inifile_entry *entry,
		      struct error *err)
{
	struct claim_result *result = context;

	if (strcmp(entry->section, "result") == 0)
		return take_key(result, entry, err);
	if (strcmp(entry->section, "lines"))
		return inifile_reject(err, entry,
				      "section [result] or [lines], not [%s]",
				      entry->section);
	take_line(result, entry);
	return 0;
}

static int check(struct claim_result *result, struct error *err)
{
	for (size_t i = 0; i < KEY_COUNT; i++)
		if (!keys[i].optional && !*member(result, i))
			return error_set(err, EINVAL,
					 "%s: found no %s, expected it in [result]",
					 result->path, keys[i].name);
	if (result->standing == STANDING_COUNT)
		return error_set(err, EINVAL,
				 "%s: found no standing, expected it in [result]",
				 result->path);
	if (!digest_is_hex(result->claim_sha256))
		return error_set(err, EINVAL,
				 "%s: found claim_sha256 `%s`, expected 64 hexadecimal digits",
				 result->path, result->claim_sha256);
	return 0;
}

int claim_result_read(struct claim_result *result, const char *path, struct error *err)
{
	int ret;

	*result = (struct claim_result){
		.path = xstrdup(path),
		.standing = STANDING_COUNT,
	};
	ret = inifile_read(path, take_entry, result, err);
	if (ret == 0)
		ret = check(result, err);
	return ret ? ret : digest_file(path, result->sha256, err);
}

void claim_result_release(struct claim_result *result)
{
	free(result->path);
	for (size_t i = 0; i < KEY_COUNT; i++)
		free(*member(result, i));
	for (size_t i = 0; i < result->line_count; i++)
		free(result->lines[i]);
	free(result->lines);
	*result = (struct claim_result){ 0 };
}
