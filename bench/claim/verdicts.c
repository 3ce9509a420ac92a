// SPDX-License-Identifier: GPL-2.0-only
#include "claim/verdicts.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/csv.h"
#include "lib/file.h"
#include "lib/parse.h"

#define NODE_MAX 1023
/* What a sentence quotes of a line. */
#define QUOTED 60
/* Later columns may stand behind ours. */
#define FIELDS 64

enum column {
	SCHEMA, WORKLOAD, METRIC, ITEM, NODE, TOPOLOGY, MAPPING, BASELINE, ARM,
	UNIT, CLASS, DIRECTION, MIN_EFFECT, LAYOUT, BASELINE_VALUE, VALUE,
	DIFFERENCE, CHANGE, LOW, HIGH, VERDICT, REASON, COLUMNS,
};

const char *const verdict_columns[] = {
	[SCHEMA] = "schema", [WORKLOAD] = "workload", [METRIC] = "metric",
	[ITEM] = "item", [NODE] = "node", [TOPOLOGY] = "topology",
	[MAPPING] = "mapping", [BASELINE] = "baseline", [ARM] = "arm",
	[UNIT] = "unit", [CLASS] = "class", [DIRECTION] = "direction",
	[MIN_EFFECT] = "min_effect", [LAYOUT] = "layout",
	[BASELINE_VALUE] = "baseline_value", [VALUE] = "value",
	[DIFFERENCE] = "difference", [CHANGE] = "change", [LOW] = "low",
	[HIGH] = "high", [VERDICT] = "verdict", [REASON] = "reason",
	[COLUMNS] = NULL,
};

static const char *const words[] = {
	[VERDICT_BETTER] = "better", [VERDICT_WORSE] = "worse",
	[VERDICT_DIFFERS] = "differs", [VERDICT_SAME] = "same",
	[VERDICT_NO_EVIDENCE] = "no evidence", [VERDICT_INVALID] = "invalid",
};

static const char *const reasons[] = {
	[REASON_EQUAL] = "equal", [REASON_MINIMUM] = "minimum",
	[REASON_LAYOUT] = "layout", [REASON_EFFECT] = "effect",
	[REASON_EQUIVALENT] = "equivalent", [REASON_NOISE] = "noise",
	[REASON_BLOCKS] = "blocks", [REASON_MISSING] = "missing",
};

#define BIT(reason) (1u << REASON_##reason)

static const unsigned int allowed[] = {
	[VERDICT_BETTER] = BIT(EFFECT),
	[VERDICT_WORSE] = BIT(EFFECT),
	[VERDICT_DIFFERS] = BIT(EFFECT),
	[VERDICT_SAME] = BIT(EQUAL) | BIT(MINIMUM) | BIT(LAYOUT) |
			 BIT(EQUIVALENT),
	[VERDICT_NO_EVIDENCE] = BIT(NOISE),
	[VERDICT_INVALID] = BIT(BLOCKS) | BIT(MISSING),
};

/* Line by line; `fields` are of line `line`. */
struct reading {
	const char *path;
	unsigned int line;
	char *fields[FIELDS];
	size_t field_count;
	struct error *err;
};

const char *verdict_name(enum verdict_word word)
{
	return words[word];
}

static int find_word(const char *const *list, int count, const char *word)
{
	int i = 0;

	while (i < count && strcmp(list[i], word) != 0)
		i++;
	return i;
}

enum verdict_word verdict_find(const char *name)
{
	return find_word(words, VERDICT_WORD_COUNT, name);
}

const char *verdict_reason_name(enum verdict_reason reason)
{
	return reasons[reason];
}

bool verdict_allows(enum verdict_word word, enum verdict_reason reason)
{
	return allowed[word] & (1u << reason);
}

static int reject(const struct reading *reading, enum column column,
		  const char *expected)
{
	const char *found = reading->fields[column];

	return error_set(reading->err, EINVAL,
			 "%s:%u: found %s `%.*s`, expected %s", reading->path,
			 reading->line, verdict_columns[column], QUOTED, found,
			 expected);
}

static int take_name(const struct reading *reading, enum column column,
		     const char **name)
{
	*name = reading->fields[column];
	return **name ? 0 : reject(reading, column, "a name");
}

static int take_word(const struct reading *reading, enum column column,
		     const char *const *list, int count, int *index)
{
	char expected[128] = "one of";

	*index = find_word(list, count, reading->fields[column]);
	if (*index < count)
		return 0;
	for (int i = 0; i < count; i++)
		snprintf(expected + strlen(expected),
			 sizeof(expected) - strlen(expected), "%s %s",
			 i ? "," : "", list[i]);
	return reject(reading, column, expected);
}

/* strtod() would take hexadecimal ones, blanks, words. */
static int take_number(const struct reading *reading, enum column column,
		       double *number)
{
	const char *text = reading->fields[column];
	char *end;

	*number = NAN;
	if (!*text)
		return 0;
	*number = strtod(text, &end);
	if (text[strspn(text, "+-.0123456789e")] || *end || !isfinite(*number))
		return reject(reading, column, "a number or nothing");
	return 0;
}

static int take_node(const struct reading *reading, int *node)
{
	uint64_t number;

	*node = -1;
	if (!*reading->fields[NODE])
		return 0;
	if (parse_u64(reading->fields[NODE], &number) || number > NODE_MAX)
		return reject(reading, NODE, "a node's number or nothing");
	*node = (int)number;
	return 0;
}

static int take_names(const struct reading *reading, struct verdict *row)
{
	const struct {
		enum column column;
		const char **name;
	} names[] = {
		{ WORKLOAD, &row->workload }, { METRIC, &row->metric },
		{ TOPOLOGY, &row->topology }, { MAPPING, &row->mapping },
		{ BASELINE, &row->baseline }, { ARM, &row->arm },
		{ UNIT, &row->unit },
	};
	int ret = 0;

	row->item = reading->fields[ITEM];
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]) && ret == 0;
	     i++)
		ret = take_name(reading, names[i].column, names[i].name);
	if (ret == 0 && strcmp(row->baseline, row->arm) == 0)
		ret = reject(reading, ARM, "another arm than the baseline");
	return ret;
}

static int take_numbers(const struct reading *reading, struct verdict *row)
{
	const struct {
		enum column column;
		double *number;
	} numbers[] = {
		{ MIN_EFFECT, &row->min_effect }, { LAYOUT, &row->layout },
		{ BASELINE_VALUE, &row->baseline_value },
		{ VALUE, &row->value }, { DIFFERENCE, &row->difference },
		{ CHANGE, &row->change }, { LOW, &row->low },
		{ HIGH, &row->high },
	};
	int ret = take_node(reading, &row->node);

	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]) && ret == 0;
	     i++)
		ret = take_number(reading, numbers[i].column,
				  numbers[i].number);
	return ret;
}

static int take_words(const struct reading *reading, struct verdict *row)
{
	static const char *const classes[] = { "exact", "noisy" };
	static const char *const directions[] = { "less", "more", "none" };
	int class, direction, word, reason;
	int ret = take_word(reading, CLASS, classes, 2, &class);

	if (ret == 0)
		ret = take_word(reading, DIRECTION, directions, 3, &direction);
	if (ret == 0)
		ret = take_word(reading, VERDICT, words, VERDICT_WORD_COUNT,
				&word);
	if (ret == 0)
		ret = take_word(reading, REASON, reasons, VERDICT_REASON_COUNT,
				&reason);
	if (ret)
		return ret;
	row->noisy = class == 1;
	row->direction = directions[direction];
	row->verdict = word;
	row->reason = reason;
	return verdict_allows(word, reason) ? 0 :
	       reject(reading, REASON, "one that the verdict may have");
}

/* What is concluded of two values needs both. */
static int check_values(const struct reading *reading,
			const struct verdict *row)
{
	bool both = !isnan(row->baseline_value) && !isnan(row->value);

	if (isnan(row->min_effect))
		return reject(reading, MIN_EFFECT, "a number");
	if (both != !isnan(row->difference))
		return reject(reading, DIFFERENCE, both ? "a number" :
			      "nothing, since a value is missing");
	if (!both && row->verdict != VERDICT_INVALID)
		return reject(reading, VERDICT,
			      "invalid, since a value is missing");
	return 0;
}

static int take_row(const struct reading *reading, struct verdicts *verdicts)
{
	struct verdict *row;
	uint64_t schema;
	int ret;

	verdicts->rows = xgrow(verdicts->rows, verdicts->count,
			       sizeof(*verdicts->rows));
	row = &verdicts->rows[verdicts->count++];
	if (parse_u64(reading->fields[SCHEMA], &schema) ||
	    schema != VERDICTS_SCHEMA)
		return reject(reading, SCHEMA, "1");
	ret = take_names(reading, row);
	if (ret == 0)
		ret = take_numbers(reading, row);
	if (ret == 0)
		ret = take_words(reading, row);
	if (ret == 0)
		ret = check_values(reading, row);
	if (ret == 0 && strcmp(row->baseline, verdicts->rows->baseline) != 0)
		ret = reject(reading, BASELINE,
			     "that of the first row: a run has one");
	return ret;
}

static int take_header(const struct reading *reading)
{
	for (int i = 0; i < COLUMNS; i++)
		if ((size_t)i >= reading->field_count ||
		    strcmp(reading->fields[i], verdict_columns[i]) != 0)
			return error_set(reading->err, EINVAL,
					 "%s:1: found `%.*s` as column %d, expected `%s` (docs/verdicts.md)",
					 reading->path, QUOTED,
					 (size_t)i < reading->field_count ?
					 reading->fields[i] : "", i + 1,
					 verdict_columns[i]);
	return 0;
}

static int take_line(struct reading *reading, char *line, size_t *columns,
		     struct verdicts *verdicts)
{
	int ret = csv_split(line, reading->fields, FIELDS,
			    &reading->field_count);

	if (ret || reading->field_count > FIELDS)
		return error_set(reading->err, EINVAL,
				 "%s:%u: found %s, expected a row of CSV",
				 reading->path, reading->line,
				 ret ? "a quote that is none" :
				 "too many fields");
	if (reading->line == 1) {
		*columns = reading->field_count;
		return take_header(reading);
	}
	if (reading->field_count != *columns)
		return error_set(reading->err, EINVAL,
				 "%s:%u: found %zu fields, expected %zu",
				 reading->path, reading->line,
				 reading->field_count, *columns);
	return take_row(reading, verdicts);
}

static int read_lines(struct reading *reading, struct verdicts *verdicts)
{
	char *at = verdicts->text;
	size_t columns = 0;
	int ret = 0;

	while (ret == 0 && (*at || reading->line == 0)) {
		char *end = strchr(at, '\n');

		reading->line++;
		if (!end)
			return error_set(reading->err, EINVAL,
					 "%s:%u: found no end of the line, expected a whole file",
					 reading->path, reading->line);
		*end = '\0';
		ret = take_line(reading, at, &columns, verdicts);
		at = end + 1;
	}
	return ret;
}

static int compare_places(const void *a, const void *b)
{
	const struct verdict *x = *(const struct verdict *const *)a;
	const struct verdict *y = *(const struct verdict *const *)b;
	int order = strcmp(x->metric, y->metric);

	order = order ? order : strcmp(x->item, y->item);
	order = order ? order : x->node - y->node;
	order = order ? order : strcmp(x->workload, y->workload);
	order = order ? order : strcmp(x->topology, y->topology);
	order = order ? order : strcmp(x->mapping, y->mapping);
	return order ? order : strcmp(x->arm, y->arm);
}

static int check_places(const struct reading *reading,
			const struct verdicts *verdicts)
{
	const struct verdict **sorted = xcalloc(verdicts->count + 1,
						sizeof(*sorted));
	int ret = 0;

	for (size_t i = 0; i < verdicts->count; i++)
		sorted[i] = &verdicts->rows[i];
	qsort(sorted, verdicts->count, sizeof(*sorted), compare_places);
	for (size_t i = 1; i < verdicts->count && ret == 0; i++)
		if (compare_places(&sorted[i - 1], &sorted[i]) == 0)
			ret = error_set(reading->err, EINVAL,
					"%s:%zu: found %s of %s in %s/%s twice, expected one row",
					reading->path,
					(size_t)(sorted[i] - verdicts->rows) + 2,
					sorted[i]->metric, sorted[i]->arm,
					sorted[i]->topology,
					sorted[i]->mapping);
	free(sorted);
	return ret;
}

int verdicts_read(struct verdicts *verdicts, const char *path,
		  struct error *err)
{
	struct reading reading = { .path = path, .err = err };
	size_t size;
	int ret;

	*verdicts = (struct verdicts){ 0 };
	ret = file_read(path, &verdicts->text, &size, err);
	if (ret)
		return ret;
	if (strlen(verdicts->text) != size)
		return error_set(err, EINVAL,
				 "%s: found a NUL byte, expected text", path);
	ret = read_lines(&reading, verdicts);
	if (ret == 0)
		ret = check_places(&reading, verdicts);
	if (ret == 0 && verdicts->count)
		verdicts->baseline = verdicts->rows->baseline;
	return ret;
}

void verdicts_release(struct verdicts *verdicts)
{
	free(verdicts->rows);
	free(verdicts->text);
	*verdicts = (struct verdicts){ 0 };
}
