// SPDX-License-Identifier: GPL-2.0-only
#include "claim/rows.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/file.h"
#include "lib/input.h"
#include "lib/memstream.h"

bool verdict_same_place(const struct verdict *one,
			const struct verdict *other)
{
	return strcmp(one->metric, other->metric) == 0 &&
	       strcmp(one->item, other->item) == 0 &&
	       one->node == other->node &&
	       strcmp(one->topology, other->topology) == 0 &&
	       strcmp(one->mapping, other->mapping) == 0 &&
	       strcmp(one->workload, other->workload) == 0;
}

/* Those of all arms: an expectation may compare them. */
static void mark_place(bool *wanted, const struct verdicts *verdicts,
		       const struct verdict *row)
{
	if (wanted[row - verdicts->rows])
		return;
	for (size_t i = 0; i < verdicts->count; i++)
		if (verdict_same_place(&verdicts->rows[i], row))
			wanted[i] = true;
}

static int mark_rows(bool *wanted, const struct claim *claim,
		     const struct verdicts *verdicts, struct error *err)
{
	int ret = 0;

	for (size_t i = 0; i < claim->expectation_count && ret == 0; i++) {
		const struct claim_expectation *at = &claim->expectations[i];
		const char *cells[] = { at->cells, NULL };
		struct judgements judgements;

		ret = expectation_judge(&at->parsed, verdicts,
					claim_cells_all(at) ? NULL : cells,
					&judgements, err);
		for (size_t j = 0; j < judgements.count && ret == 0; j++)
			mark_place(wanted, verdicts, judgements.list[j].row);
		judgements_release(&judgements);
	}
	return ret;
}

/* The header, and the lines of these rows: a row is a line. */
static void copy_lines(FILE *out, char *text, const bool *wanted,
		       size_t count)
{
	size_t row = 0;
	char *rest;
	char *line = strtok_r(text, "\n", &rest);

	if (line)
		fprintf(out, "%s\n", line);
	for (line = strtok_r(NULL, "\n", &rest); line && row < count;
	     line = strtok_r(NULL, "\n", &rest))
		if (wanted[row++])
			fprintf(out, "%s\n", line);
}

static int copy_rows(const char *from, const char *to, const bool *wanted,
		     size_t count, struct error *err)
{
	char *text, *rows;
	size_t size;
	FILE *out;
	int ret = file_read_at_most(from, INPUT_WHOLE_BYTES, &text, NULL, err);

	if (ret)
		return ret;
	out = memstream_open(&rows, &size);
	copy_lines(out, text, wanted, count);
	memstream_close(out);
	ret = file_write(to, rows, size, err);
	free(rows);
	free(text);
	return ret;
}

int rows_write(struct claim *claim, const struct verdicts *verdicts,
	       const char *path, struct error *err)
{
	bool *wanted = xcalloc(verdicts->count, sizeof(*wanted));
	char *to = claim_file(claim, CLAIM_ROWS_SUFFIX);
	char hex[DIGEST_HEX_SIZE];
	int ret = 0;

	if (!claim->expectation_count)
		goto out;
	ret = mark_rows(wanted, claim, verdicts, err);
	if (ret == 0)
		ret = copy_rows(path, to, wanted, verdicts->count, err);
	if (ret == 0)
		ret = digest_file(to, hex, err);
	if (ret == 0) {
		free(claim->rows_sha256);
		claim->rows_sha256 = xstrdup(hex);
	}
out:
	free(to);
	free(wanted);
	return ret;
}

static const struct verdict *find_row(const struct verdicts *verdicts,
				      const struct verdict *row)
{
	for (size_t i = 0; i < verdicts->count; i++)
		if (strcmp(verdicts->rows[i].arm, row->arm) == 0 &&
		    verdict_same_place(&verdicts->rows[i], row))
			return &verdicts->rows[i];
	return NULL;
}

static bool same_number(double one, double other)
{
	return one == other || (isnan(one) && isnan(other));
}

static void compare_rows(char **differs, const struct verdicts *frozen,
			 const struct verdicts *verdicts)
{
	size_t others = 0, same = 0;

	for (size_t i = 0; i < frozen->count; i++) {
		const struct verdict *was = &frozen->rows[i];
		const struct verdict *is = find_row(verdicts, was);

		if (!is)
			continue;
		if (same_number(is->value, was->value) &&
		    same_number(is->baseline_value, was->baseline_value))
			same++;
		else
			others++;
	}
	if (!*differs && (others || !same))
		*differs = xasprintf("%zu of the claim's values are others",
				     others);
}

int rows_compare(char **differs, const struct claim *claim, const char *path,
		 struct error *err)
{
	char *beside = claim_file(claim, CLAIM_ROWS_SUFFIX);
	struct verdicts frozen = { 0 }, verdicts = { 0 };
	int ret = 0;

	if (!file_exists(beside)) {
		if (!*differs)
			*differs = xasprintf("%s: is missing, so values were not compared",
					     beside);
		goto out;
	}
	ret = verdicts_read(&frozen, beside, err);
	if (ret == 0)
		ret = verdicts_read(&verdicts, path, err);
	if (ret == 0)
		compare_rows(differs, &frozen, &verdicts);
out:
	verdicts_release(&frozen);
	verdicts_release(&verdicts);
	free(beside);
	return ret;
}
