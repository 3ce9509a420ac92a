// SPDX-License-Identifier: GPL-2.0-only
#include "bisect/value.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/csv.h"
#include "lib/file.h"
#include "lib/input.h"
#include "lib/parse.h"

#define FIELDS_MAX 64

enum column { METRIC, ITEM, NODE, VALUE, CLASS, COLUMNS };

/**
 * struct reading - a samples.csv while it is read
 * @column: index of each that is wanted
 */
struct reading {
	const char *path;
	const struct value_wanted *wanted;
	char *fields[FIELDS_MAX];
	size_t column[COLUMNS];
	size_t columns;
	unsigned int line;
	uint64_t value;
	SHA2_CTX digest;
};

static int reject(const struct reading *reading, const char *expected,
		  struct error *err)
{
	return error_set(err, EINVAL, "%s:%u: expected %s", reading->path,
			 reading->line, expected);
}

static int read_header(struct reading *reading, struct error *err)
{
	static const char *const names[COLUMNS] = {
		"metric", "item", "node", "value", "class",
	};

	for (size_t c = 0; c < COLUMNS; c++) {
		size_t at = 0;

		while (at < reading->columns &&
		       strcmp(reading->fields[at], names[c]))
			at++;
		if (at == reading->columns)
			return reject(reading, "columns metric, item, node, value and class",
				      err);
		reading->column[c] = at;
	}
	return 0;
}

static const char *field(const struct reading *reading, enum column column)
{
	return reading->fields[reading->column[column]];
}

static bool is_wanted(const struct reading *reading)
{
	const struct value_wanted *wanted = reading->wanted;

	return strcmp(field(reading, METRIC), wanted->metric) == 0 &&
	       (!wanted->item ||
		strcmp(field(reading, ITEM), wanted->item) == 0) &&
	       (!wanted->node ||
		strcmp(field(reading, NODE), wanted->node) == 0);
}

static int read_row(struct reading *reading, struct error *err)
{
	uint64_t value;

	if (strcmp(field(reading, CLASS), "exact"))
		return 0;
	digest_add_text(&reading->digest, field(reading, METRIC),
			field(reading, ITEM));
	digest_add_text(&reading->digest, field(reading, NODE),
			field(reading, VALUE));
	if (!is_wanted(reading))
		return 0;
	if (parse_u64(field(reading, VALUE), &value))
		return reject(reading, "a whole number as value", err);
	reading->value += value;
	return 0;
}

static int read_line(struct reading *reading, char *text, struct error *err)
{
	size_t count;

	reading->line++;
	if (csv_split(text, reading->fields, FIELDS_MAX, &count) ||
	    count > FIELDS_MAX)
		return reject(reading, "fields as RFC 4180 has them", err);
	if (reading->line == 1) {
		reading->columns = count;
		return read_header(reading, err);
	}
	if (count != reading->columns)
		return reject(reading, "a field for each column", err);
	return read_row(reading, err);
}

static int read_samples(struct reading *reading, struct error *err)
{
	char *text = NULL, *rest = NULL;
	int ret = file_read_at_most(reading->path, INPUT_WHOLE_BYTES, &text,
				    NULL, err);

	for (char *line = ret ? NULL : strtok_r(text, "\n", &rest);
	     line && ret == 0; line = strtok_r(NULL, "\n", &rest))
		ret = read_line(reading, line, err);
	if (ret == 0 && !reading->line++)
		ret = read_header(reading, err);
	free(text);
	return ret;
}

/* run_id, block, arm, kernel, topology, mapping: the same, or a name only. */
static const char *skip_prefix(const char *line)
{
	for (int commas = 0; commas < 6 && *line; line++)
		commas += *line == ',';
	return line;
}

static int add_table(SHA2_CTX *digest, const char *path, const char *name,
		     struct error *err)
{
	char *text = NULL, *rest = NULL;
	int ret = file_exists(path) ?
			  file_read_at_most(path, INPUT_WHOLE_BYTES, &text,
					    NULL, err) : 0;

	for (char *line = text ? strtok_r(text, "\n", &rest) : NULL; line;
	     line = strtok_r(NULL, "\n", &rest))
		digest_add_text(digest, name, skip_prefix(line));
	free(text);
	return ret;
}

static int add_tables(SHA2_CTX *digest, const char *folder, struct error *err)
{
	static const char *const names[] = {
		"functions.csv", "placements.csv", "memory-blocks.csv",
	};
	int ret = 0;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]) && ret == 0;
	     i++) {
		char *path = xasprintf("%s/%s", folder, names[i]);

		ret = add_table(digest, path, names[i], err);
		free(path);
	}
	return ret;
}

int value_read(const char *folder, const struct value_wanted *wanted,
	       uint64_t *value, char digest[DIGEST_HEX_SIZE],
	       struct error *err)
{
	char *path = xasprintf("%s/samples.csv", folder);
	struct reading reading = { .path = path, .wanted = wanted };
	int ret;

	SHA256Init(&reading.digest);
	ret = read_samples(&reading, err);
	if (ret == 0)
		ret = add_tables(&reading.digest, folder, err);
	SHA256End(&reading.digest, digest);
	*value = reading.value;
	free(path);
	return ret;
}
