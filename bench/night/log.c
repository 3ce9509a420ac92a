// SPDX-License-Identifier: GPL-2.0-only
#include "night/log.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "night/alert.h"
#include "night/moved.h"

static void print_change(FILE *out, const struct past *past,
			 const struct past_change *change)
{
	struct moved moved;

	moved_make(&moved, past, change);
	fprintf(out, "  %s  %s, %s: %zu values%s\n", change->id, change->arm,
		change->cause, moved.count, change->mail ? "" : ", not told");
	fprintf(out, "      %s\n   -> %s\n", change->from, change->to);
	if (change->accepted_by)
		fprintf(out, "      accepted by %s, %s: %s\n",
			change->accepted_by, change->accepted_time,
			change->accepted_why);
	free(moved.list);
}

static void print_changes(FILE *out, const struct past *past, size_t block,
			  bool open)
{
	for (size_t i = 0; i < past->change_count; i++) {
		const struct past_change *change = &past->changes[i];

		if (change->block == block &&
		    (!open || (change->mail && !change->accepted_by)))
			print_change(out, past, change);
	}
}

/* Lines that people said, and what did not go as it should. */
static void print_others(FILE *out, const struct history_block *block)
{
	static const char *const kinds[] = {
		"defect", "failed", "gap", "gone", "turn", "accept", "rename",
		"retire",
	};

	for (size_t i = 0; i < block->count; i++)
		for (size_t k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++) {
			const struct history_line *line = &block->lines[i];

			if (strcmp(line->fields[0], kinds[k]))
				continue;
			fputs(" ", out);
			for (size_t f = 0; f < line->count &&
			     f < HISTORY_FIELDS; f++)
				fprintf(out, " %s", line->fields[f]);
			fputc('\n', out);
		}
}

static void print_nights(FILE *out, const struct past *past, size_t block)
{
	for (size_t i = 0; i < past->night_count; i++) {
		const struct past_night *night = &past->nights[i];

		if (night->block != block)
			continue;
		fprintf(out, "%s  %s  %s  %s %s  env %s  kernel %s  values %.12s\n",
			night->time, night->plan, night->arm, night->ran,
			night->state, night->environment, night->kernel,
			night->values);
	}
}

void log_print(FILE *out, const struct past *past, bool open)
{
	for (size_t i = past->history->count; i > 0; i--) {
		const struct history_block *block =
			&past->history->blocks[i - 1];

		if (!open) {
			if (strcmp(block->kind, "night"))
				fprintf(out, "%s  %s\n", block->time,
					block->kind);
			print_nights(out, past, i - 1);
			print_others(out, block);
		}
		print_changes(out, past, i - 1, open);
	}
}

/* What a series was on a night, or NULL while it had no value. */
static const char *value_at(const struct past_series *series, size_t block)
{
	const char *value = NULL;

	for (size_t i = 0; i < series->count &&
	     series->points[i].block <= block; i++)
		value = series->points[i].value;
	return value;
}

static char *label_of(const struct past_series *series)
{
	char *cell = series_cell(&series->key);
	char *name = series_name(&series->key);
	char *label = xasprintf("%s %s %s %s", series->key.plan,
				series->key.arm, cell, name);

	free(name);
	free(cell);
	return label;
}

static void print_series(FILE *out, const struct past *past,
			 const struct past_series *series, const char *label)
{
	fprintf(out, "%s\n", label);
	for (size_t i = 0; i < series->count; i++) {
		const struct past_point *point = &series->points[i];
		char *difference = i ? moved_difference(point[-1].value,
							point->value) :
				       xstrdup("");

		fprintf(out, "  %s  %s%s%s%s%s\n",
			past->history->blocks[point->block].time,
			point->value, *difference ? "  " : "", difference,
			point->change ? "  " : "",
			point->change ? point->change : "");
		free(difference);
	}
}

/* Return: index of the night's block, or the count of blocks for none. */
static size_t find_night(const struct past *past, const char *word)
{
	for (size_t i = past->history->count; i > 0; i--) {
		const struct history_block *block =
			&past->history->blocks[i - 1];

		if (strcmp(block->kind, "night") == 0 &&
		    strncmp(block->time, word, strlen(word)) == 0)
			return i - 1;
	}
	return past->history->count;
}

static void print_all_moved(FILE *out, const struct past *past,
			    const struct past_change *change)
{
	struct moved moved;

	moved_make(&moved, past, change);
	fprintf(out, "\nAll %zu values:\n", moved.count);
	for (size_t i = 0; i < moved.count; i++) {
		char *label = label_of(moved.list[i].series);
		char *difference = moved_difference(moved.list[i].from,
						    moved.list[i].to);

		fprintf(out, "%s  %s -> %s  %s%s%s\n", label,
			moved.list[i].from, moved.list[i].to, difference,
			*difference ? ", " : "", moved_word(&moved.list[i]));
		free(difference);
		free(label);
	}
	free(moved.list);
}

int log_show(FILE *out, const struct past *past, const char *word,
	     struct error *err)
{
	const struct past_change *change = past_change_find(past, word);
	size_t night = find_night(past, word), found = 0;

	if (change) {
		alert_print_change(out, past, change);
		print_all_moved(out, past, change);
		return 0;
	}
	if (night < past->history->count) {
		if (alert_wanted(past, night))
			alert_print(out, past, night);
		print_nights(out, past, night);
		print_changes(out, past, night, false);
		return 0;
	}
	for (size_t i = 0; i < past->series_count; i++) {
		char *label = label_of(&past->series[i]);

		if (strstr(label, word)) {
			print_series(out, past, &past->series[i], label);
			found++;
		}
		free(label);
	}
	return found ? 0 :
	       error_set(err, ENOENT,
			 "found no change, night or series `%s`, expected one that numaboot history log names or a metric",
			 word);
}

int log_diff(FILE *out, const struct past *past, const char *from,
	     const char *to, struct error *err)
{
	size_t a = find_night(past, from), b = find_night(past, to);
	size_t count = past->history->count, same = 0, other = 0;

	if (a == count || b == count)
		return error_set(err, ENOENT,
				 "found no night `%s`, expected the time of one that numaboot history log names",
				 a == count ? from : to);
	for (size_t i = 0; i < past->series_count; i++) {
		const struct past_series *series = &past->series[i];
		const char *was = value_at(series, a), *is = value_at(series, b);
		const char *x = was ? was : HISTORY_GONE;
		const char *y = is ? is : HISTORY_GONE;
		char *label, *difference;

		if (!was && !is)
			continue;
		if (strcmp(x, y) == 0) {
			same++;
			continue;
		}
		other++;
		label = label_of(series);
		difference = moved_difference(x, y);
		fprintf(out, "%s  %s -> %s  %s\n", label, x, y, difference);
		free(difference);
		free(label);
	}
	fprintf(out, "%zu values differ, %zu are the same\n", other, same);
	return 0;
}
