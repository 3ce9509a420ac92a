// SPDX-License-Identifier: GPL-2.0-only
#include "workload/numbers.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/csv.h"
#include "lib/file.h"
#include "lib/input.h"
#include "workload/metrics.h"

#define FIELDS_MAX 64

enum column { RUN_ID, METRIC, ITEM, NODE, VALUE, UNIT, COLUMNS };

static const char *const names[COLUMNS] = {
	"run_id", "metric", "item", "node", "value", "unit",
};

/**
 * struct number - a line that is printed
 * @titled: findings begin with it
 */
struct number {
	const char *metric;
	const char *value;
	const char *unit;
	bool titled;
};

static bool find_columns(char *const *fields, size_t count, size_t *column)
{
	for (size_t c = 0; c < COLUMNS; c++) {
		column[c] = 0;
		while (column[c] < count &&
		       strcmp(fields[column[c]], names[c]))
			column[c]++;
		if (column[c] == count)
			return false;
	}
	return true;
}

/* Titled ones first, each kind as the run has it; the last falls out. */
static size_t add_number(struct number *numbers, size_t count,
			 const struct number *number)
{
	size_t place = count;

	while (number->titled && place && !numbers[place - 1].titled)
		place--;
	if (place == NUMBERS_LINES)
		return count;
	if (count < NUMBERS_LINES)
		count++;
	memmove(&numbers[place + 1], &numbers[place],
		(count - 1 - place) * sizeof(*numbers));
	numbers[place] = *number;
	return count;
}

static size_t take_row(struct number *numbers, size_t count,
		       char *const *fields, const size_t *column,
		       const char *run_id)
{
	const struct metric *metric = metrics_find(fields[column[METRIC]]);
	const struct number number = {
		.metric = fields[column[METRIC]],
		.value = fields[column[VALUE]],
		.unit = fields[column[UNIT]],
		.titled = metric && metric->title,
	};

	if (strcmp(fields[column[RUN_ID]], run_id) || *fields[column[ITEM]] ||
	    *fields[column[NODE]] || strcmp(number.unit, "flag") == 0)
		return count;
	return add_number(numbers, count, &number);
}

/* Fields point into @text. */
static size_t read_numbers(struct number *numbers, char *text,
			   const char *run_id)
{
	char *fields[FIELDS_MAX], *rest = NULL;
	char *line = strtok_r(text, "\n", &rest);
	size_t column[COLUMNS], columns, fields_here, count = 0;

	if (!line || csv_split(line, fields, FIELDS_MAX, &columns) ||
	    columns > FIELDS_MAX || !find_columns(fields, columns, column))
		return 0;
	while ((line = strtok_r(NULL, "\n", &rest)))
		if (csv_split(line, fields, FIELDS_MAX, &fields_here) == 0 &&
		    fields_here == columns)
			count = take_row(numbers, count, fields, column,
					 run_id);
	return count;
}

/* "73,460,026" */
static void print_grouped(FILE *out, const char *digits, int width)
{
	int whole = (int)strcspn(digits, ".");
	int length = (int)strlen(digits) + (whole - 1) / 3;

	fprintf(out, "%*s", width > length ? width - length : 0, "");
	for (int i = 0; digits[i]; i++) {
		if (i && i < whole && (whole - i) % 3 == 0)
			fputc(',', out);
		fputc(digits[i], out);
	}
}

void numbers_print(const char *folder, const char *run_id, FILE *out)
{
	char *path = xasprintf("%s/samples.csv", folder);
	struct number numbers[NUMBERS_LINES];
	struct error ignored;
	char *text = NULL;
	size_t count = 0;

	if (file_read_at_most(path, INPUT_WHOLE_BYTES, &text, NULL,
			      &ignored) == 0)
		count = read_numbers(numbers, text, run_id);
	for (size_t i = 0; i < count; i++) {
		fprintf(out, "  %-28s", numbers[i].metric);
		print_grouped(out, numbers[i].value, 18);
		fprintf(out, "  %s\n", numbers[i].unit);
	}
	free(text);
	free(path);
}
