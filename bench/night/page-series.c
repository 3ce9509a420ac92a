// SPDX-License-Identifier: GPL-2.0-only
/* All series of a cell that moved, each with its steps. */
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "night/moved.h"
#include "night/page.h"

#define WIDTH 640
#define HEIGHT 74
#define LEFT 6
#define RIGHT 6
#define TOP 20
#define BOTTOM 10

static double number(const char *value)
{
	return strcmp(value, HISTORY_GONE) == 0 ? 0 : strtod(value, NULL);
}

/**
 * struct plot - a series on paper
 * @nights: how many there are in the history
 */
struct plot {
	const struct site *site;
	const struct past_series *series;
	size_t nights;
	double low;
	double high;
};

static double x_of(const struct plot *plot, size_t block)
{
	size_t last = plot->nights > 1 ? plot->nights - 1 : 1;

	return LEFT + (double)(WIDTH - LEFT - RIGHT) *
	       (double)plot->site->nights[block] / (double)last;
}

static double y_of(const struct plot *plot, const char *value)
{
	double range = plot->high - plot->low;
	double share = range > 0 ? (number(value) - plot->low) / range : 0.5;

	return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM);
}

/* The value holds from its night to the one on which it is another. */
static void print_line(FILE *out, const struct plot *plot)
{
	const struct past_series *series = plot->series;
	double end = series->retired ?
		     x_of(plot, series->points[series->count - 1].block) :
		     WIDTH - RIGHT;

	fputs("<path fill=\"none\" stroke=\"#0b57a4\" stroke-width=\"2\" d=\"",
	      out);
	for (size_t i = 0; i < series->count; i++) {
		const struct past_point *point = &series->points[i];

		fprintf(out, i ? "H%.1fV%.1f" : "M%.1f %.1f",
			x_of(plot, point->block), y_of(plot, point->value));
	}
	fprintf(out, "H%.1f\"/>", end);
}

static void print_labels(FILE *out, const struct plot *plot)
{
	double free_from = -1;

	for (size_t i = 1; i < plot->series->count; i++) {
		const struct past_point *point = &plot->series->points[i];
		char *text = moved_difference(point[-1].value, point->value);
		double x = x_of(plot, point->block);
		double wide = 6.1 * (double)strlen(text);
		bool last = x + wide > WIDTH;
		double at = last ? WIDTH - wide : x;

		fprintf(out, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"2.6\" fill=\"#a11d1d\"/>",
			x, y_of(plot, point->value));
		if (*text && at > free_from) {
			fprintf(out, "<text x=\"%.1f\" y=\"12\" font-size=\"11\" font-family=\"sans-serif\"%s>",
				last ? WIDTH : x,
				last ? " text-anchor=\"end\"" : "");
			page_text(out, text);
			fputs("</text>", out);
			free_from = at + wide + 8;
		}
		free(text);
	}
}

static void print_plot(FILE *out, const struct site *site,
		       const struct past_series *series)
{
	struct plot plot = {
		.site = site, .series = series,
		.nights = site->nights[site->past->history->count],
		.low = number(series->points[0].value), .high = number(series->points[0].value),
	};

	for (size_t i = 0; i < series->count; i++) {
		double value = number(series->points[i].value);

		plot.low = value < plot.low ? value : plot.low;
		plot.high = value > plot.high ? value : plot.high;
	}
	fprintf(out, "<svg viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\" aria-label=\"steps\">",
		WIDTH, HEIGHT, WIDTH, HEIGHT);
	print_line(out, &plot);
	print_labels(out, &plot);
	fputs("</svg>\n", out);
}

static void print_points(FILE *out, const struct past *past,
			 const struct past_series *series)
{
	fputs("<div class=\"wide\"><table class=\"s\"><tr><th>from the night</th><th>value</th><th>change</th><th></th></tr>\n",
	      out);
	for (size_t i = 0; i < series->count; i++) {
		const struct past_point *point = &series->points[i];
		const struct past_change *change = point->change ?
			past_change_find(past, point->change) : NULL;
		char *text = i ? moved_difference(point[-1].value,
						  point->value) : xstrdup("");

		fprintf(out, "<tr><td class=\"w\">%.16s</td>",
			past->history->blocks[point->block].time);
		page_number(out, point->value);
		fputs("<td class=\"n\">", out);
		page_text(out, text);
		fputs("</td><td>", out);
		if (change)
			page_change_link(out, change->id);
		if (point->bridge) {
			fputs(" of this to the environment: ", out);
			free(text);
			text = moved_difference(point[-1].value,
						point->bridge);
			page_text(out, text);
		}
		if (change && change->accepted_by)
			fputs(" accepted", out);
		fputs("</td></tr>\n", out);
		free(text);
	}
	fputs("</table></div>\n", out);
}

static void print_series(FILE *out, const struct site *site,
			 const struct past_series *series)
{
	char *name = series_name(&series->key);

	fprintf(out, "<h2 id=\"s%llu\">", (unsigned long long)series->number);
	page_text(out, name);
	fputs("</h2>\n", out);
	if (series->retired) {
		fputs("<p class=\"quiet\">retired: ", out);
		page_text(out, series->retired);
		fputs("</p>\n", out);
	}
	print_plot(out, site, series);
	print_points(out, site->past, series);
	free(name);
}

/* @subject: number of the page */
void page_series_print(FILE *out, const struct site *site, const void *subject)
{
	const size_t *page = subject;
	bool begun = false;

	for (size_t i = 0; i < site->past->series_count; i++) {
		const struct past_series *series = &site->past->series[i];

		if (site->cells[i] != *page)
			continue;
		if (!begun) {
			char *cell = series_cell(&series->key);
			char *title = xasprintf("%s, plan %s, arm %s", cell,
						series->key.plan,
						series->key.arm);

			page_begin(out, title);
			free(title);
			free(cell);
		}
		begun = true;
		if (series->count > 1)
			print_series(out, site, series);
	}
	page_end(out);
}
