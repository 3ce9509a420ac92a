// SPDX-License-Identifier: GPL-2.0-only
/* A row for each night, the newest first, and a column for each arm. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "lib/alloc.h"
#include "night/moved.h"
#include "night/page.h"

/* Nights that lie further apart than this have others missing between them. */
#define MISSING_HOURS 36

/**
 * struct column - an arm of a plan
 */
struct column {
	const char *plan;
	const char *arm;
};

struct columns {
	struct column *list;
	size_t count;
};

static void find_columns(struct columns *columns, const struct past *past)
{
	for (size_t i = 0; i < past->night_count; i++) {
		const struct past_night *night = &past->nights[i];
		bool known = false;

		for (size_t c = 0; c < columns->count && !known; c++)
			known = strcmp(columns->list[c].plan, night->plan) == 0 &&
				strcmp(columns->list[c].arm, night->arm) == 0;
		if (known)
			continue;
		columns->list = xgrow(columns->list, columns->count,
				      sizeof(*columns->list));
		columns->list[columns->count++] =
			(struct column){ night->plan, night->arm };
	}
}

static const struct past_night *night_of(const struct past *past, size_t block,
					 const struct column *column)
{
	for (size_t i = 0; i < past->night_count; i++) {
		const struct past_night *night = &past->nights[i];

		if (night->block == block &&
		    strcmp(night->plan, column->plan) == 0 &&
		    strcmp(night->arm, column->arm) == 0)
			return night;
	}
	return NULL;
}

static bool is_about(const struct past_change *change,
		     const struct column *column)
{
	return (strcmp(change->plan, "-") == 0 ||
		strcmp(change->plan, column->plan) == 0) &&
	       past_arms_have(change->arm, column->arm);
}

static void print_change(FILE *out, const struct past *past,
			 const struct past_change *change)
{
	struct moved moved;

	moved_make(&moved, past, change);
	fprintf(out, "<div%s>", change->mail ? "" : " class=\"quiet\"");
	page_change_link(out, change->id);
	page_format(out, " %s, %zu value%s", change->cause, moved.count,
		    moved.count == 1 ? "" : "s");
	fprintf(out, "%s</div>", change->accepted_by ? ", accepted" : "");
	free(moved.list);
}

static void print_cell(FILE *out, const struct past *past, size_t block,
		       const struct column *column)
{
	const struct past_night *night = night_of(past, block, column);

	if (!night) {
		fputs("<td class=\"quiet\">&ndash;</td>", out);
		return;
	}
	if (strcmp(night->state, "defect") == 0) {
		fputs("<td class=\"bad\">lab defect, not published</td>", out);
		return;
	}
	fputs("<td>", out);
	if (strcmp(night->state, "good"))
		page_format(out, "%s of runs", night->ran);
	for (size_t i = 0; i < past->change_count; i++)
		if (past->changes[i].block == block &&
		    is_about(&past->changes[i], column))
			print_change(out, past, &past->changes[i]);
	fputs("</td>", out);
}

static time_t time_of(const char *stamp)
{
	struct tm utc = { 0 };

	return strptime(stamp, HISTORY_TIME_FORMAT, &utc) ? timegm(&utc) : 0;
}

static void print_gap(FILE *out, const char *older, const char *newer,
		      size_t columns)
{
	double hours = difftime(time_of(newer), time_of(older)) / 3600;

	if (hours > MISSING_HOURS)
		fprintf(out, "<tr class=\"none\"><td colspan=\"%zu\">no night for %.0f hours</td></tr>\n",
			columns + 1, hours);
}

/* The environment of the plan's night before, or NULL. */
static const char *environment_before(const struct past *past,
				      const struct past_night *night)
{
	const char *before = NULL;

	for (size_t i = 0; i < past->night_count; i++)
		if (past->nights[i].block < night->block &&
		    strcmp(past->nights[i].plan, night->plan) == 0 &&
		    strcmp(past->nights[i].arm, night->arm) == 0)
			before = past->nights[i].environment;
	return before;
}

/* What of it is another, whether or not a value moved with it. */
static void print_other_facts(FILE *out, const struct past *past,
			      const char *before, const char *now)
{
	for (size_t i = 0; i < past->fact_count; i++) {
		const struct past_fact *fact = &past->facts[i];
		const char *was;

		if (strcmp(fact->kind, "env") || strcmp(fact->id, now))
			continue;
		was = past_fact(past, "env", before, fact->key);
		if (strcmp(was, fact->value))
			page_format(out, " %s %.70s;", fact->key,
				    digest_is_hex(fact->value) ? "is another" :
				    fact->value);
	}
}

/* A change of the environment goes across the whole table. */
static void print_rules(FILE *out, const struct past *past, size_t block,
			size_t columns)
{
	for (size_t i = 0; i < past->night_count; i++) {
		const struct past_night *night = &past->nights[i];
		const char *before;

		if (night->block != block)
			continue;
		before = environment_before(past, night);
		if (!before || strcmp(before, night->environment) == 0)
			continue;
		fprintf(out, "<tr class=\"rule\"><td colspan=\"%zu\">from here on another <a href=\"environments.html\">environment</a>:",
			columns + 1);
		print_other_facts(out, past, before, night->environment);
		fputs("</td></tr>\n", out);
		return;
	}
}

/* What people said between nights. */
static void print_said(FILE *out, const struct history_block *block,
		       size_t columns)
{
	for (size_t i = 0; i < block->count; i++) {
		const struct history_line *line = &block->lines[i];

		fprintf(out, "<tr><td class=\"w\">%.16s</td><td colspan=\"%zu\" class=\"quiet\">%s",
			block->time, columns, block->kind);
		for (size_t f = 1; f < line->count && f < HISTORY_FIELDS; f++) {
			fputc(' ', out);
			page_text(out, line->fields[f]);
		}
		fputs("</td></tr>\n", out);
	}
}

static void print_row(FILE *out, const struct past *past, size_t block,
		      const struct columns *columns)
{
	const struct history_block *lines = &past->history->blocks[block];

	fprintf(out, "<tr><td class=\"w\">%.16s</td>", lines->time);
	for (size_t c = 0; c < columns->count; c++)
		print_cell(out, past, block, &columns->list[c]);
	fputs("</tr>\n", out);
	for (size_t i = 0; i < lines->count; i++)
		if (strcmp(lines->lines[i].fields[0], "failed") == 0) {
			fprintf(out, "<tr><td></td><td colspan=\"%zu\" class=\"bad\">did not run: ",
				columns->count);
			page_text(out, lines->lines[i].fields[1]);
			fputs("</td></tr>\n", out);
		}
	print_rules(out, past, block, columns->count);
}

static void print_table(FILE *out, const struct past *past,
			const struct columns *columns, const char *year)
{
	const struct history *history = past->history;
	size_t shown = 0;
	const char *newer = NULL;

	fputs("<div class=\"wide\"><table>\n<tr><th>night, UTC</th>", out);
	for (size_t c = 0; c < columns->count; c++) {
		fputs("<th>", out);
		page_format(out, "%s %s", columns->list[c].plan,
			    columns->list[c].arm);
		fputs("</th>", out);
	}
	fputs("</tr>\n", out);
	for (size_t i = history->count; i > 0; i--) {
		const struct history_block *block = &history->blocks[i - 1];
		bool night = strcmp(block->kind, "night") == 0;

		if (year ? strncmp(block->time, year, 4) != 0 :
			   shown >= PAGE_NIGHTS)
			continue;
		if (!night) {
			print_said(out, block, columns->count);
			continue;
		}
		if (newer)
			print_gap(out, block->time, newer, columns->count);
		newer = block->time;
		print_row(out, past, i - 1, columns);
		shown++;
	}
	fputs("</table></div>\n", out);
}

static void print_years(FILE *out, const struct history *history)
{
	const char *last = "";

	fputs("<p>All nights of", out);
	for (size_t i = history->count; i > 0; i--) {
		const char *time = history->blocks[i - 1].time;

		if (strncmp(time, last, 4) == 0)
			continue;
		fprintf(out, " <a href=\"nights-%.4s.html\">%.4s</a>", time,
			time);
		last = time;
	}
	fputs("</p>\n", out);
}

static void print_cells(FILE *out, const struct site *site)
{
	size_t last = 0;

	fputs("<h2>Series that moved</h2>\n<ul>\n", out);
	for (size_t i = 0; i < site->past->series_count; i++) {
		const struct past_series *series = &site->past->series[i];
		char *cell;

		if (site->cells[i] <= last)
			continue;
		last = site->cells[i];
		cell = series_cell(&series->key);
		fprintf(out, "<li><a href=\"series-%zu.html\">", last);
		page_format(out, "%s %s %s", series->key.plan, series->key.arm,
			    cell);
		fputs("</a></li>\n", out);
		free(cell);
	}
	fputs("</ul>\n", out);
}

/* @subject: the year, "2026", or NULL for the newest nights of all years. */
void page_nights_print(FILE *out, const struct site *site, const void *subject)
{
	const struct past *past = site->past;
	struct columns columns = { 0 };
	const char *year = subject;
	char *title = year ? xasprintf("Nights of %.4s", year) :
			     xstrdup("Nights");

	find_columns(&columns, past);
	page_begin(out, title);
	fputs("<p>An empty field: every value is what it was. Grey: recorded, and not worth a mail. &ndash;: not run.</p>\n",
	      out);
	print_table(out, past, &columns, year);
	print_years(out, past->history);
	if (!year)
		print_cells(out, site);
	page_end(out);
	free(columns.list);
	free(title);
}
