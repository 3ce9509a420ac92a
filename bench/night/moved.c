// SPDX-License-Identifier: GPL-2.0-only
#include "night/moved.h"

#include <inttypes.h>
#include <float.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "night/judge.h"
#include "workload/metrics.h"

static void add(struct moved *moved, const struct past_series *series,
		const char *from, const char *to)
{
	if (strcmp(from, to) == 0)
		return;
	moved->list = xgrow(moved->list, moved->count, sizeof(*moved->list));
	moved->list[moved->count++] =
		(struct moved_series){ series, from, to };
}

static bool is_number(const char *value, double *number)
{
	char *end;

	*number = strtod(value, &end);
	return *value && !*end;
}

static double size(double number)
{
	return number < 0 ? -number : number;
}

static double share(const struct moved_series *at)
{
	double from, to;

	if (!is_number(at->from, &from) || !is_number(at->to, &to))
		return DBL_MAX;
	return from == 0 ? 1e9 : size((to - from) / from);
}

/* How a boot ended, then what reports begin with, then the others. */
static int rank(const struct moved_series *at)
{
	const struct metric *metric = metrics_find(at->series->key.metric);

	if (strcmp(at->series->key.metric, "run.completed") == 0)
		return 0;
	return metric && metric->title ? 1 : 2;
}

static int compare(const void *left, const void *right)
{
	const struct moved_series *a = left, *b = right;
	int x = rank(a), y = rank(b);
	double p = share(a), q = share(b);

	if (x != y)
		return x - y;
	if (p != q)
		return p > q ? -1 : 1;
	return a->series->number < b->series->number ? -1 : 1;
}

static bool is_environment(const struct past_change *change)
{
	return strcmp(change->cause, cause_name(CAUSE_ENVIRONMENT)) == 0;
}

void moved_make(struct moved *moved, const struct past *past,
		const struct past_change *change)
{
	*moved = (struct moved){ 0 };
	for (size_t i = 0; i < past->series_count; i++) {
		const struct past_series *series = &past->series[i];

		for (size_t p = series->count; p > 0; p--) {
			const struct past_point *point = &series->points[p - 1];
			const char *was = p > 1 ? point[-1].value :
						  HISTORY_GONE;
			bool own = point->change &&
				   strcmp(point->change, change->id) == 0;

			if (point->block < change->block)
				break;
			if (point->block > change->block)
				continue;
			if (own)
				add(moved, series, point->bridge &&
				    !is_environment(change) ? point->bridge :
				    was, point->value);
			else if (point->bridge && is_environment(change) &&
				 past_arms_have(change->arm, series->key.arm))
				add(moved, series, was, point->bridge);
		}
	}
	if (moved->count)
		qsort(moved->list, moved->count, sizeof(*moved->list),
		      compare);
}

static char *with_commas(int64_t number, bool sign)
{
	char digits[32], text[48] = "";
	int count = snprintf(digits, sizeof(digits), "%" PRIu64,
			     number < 0 ? -(uint64_t)number :
					  (uint64_t)number);
	int used = 0;

	if (number < 0)
		text[used++] = '-';
	else if (sign && number > 0)
		text[used++] = '+';
	for (int i = 0; i < count; i++) {
		if (i && (count - i) % 3 == 0)
			text[used++] = ',';
		text[used++] = digits[i];
	}
	text[used] = '\0';
	return xstrdup(text);
}

char *moved_number(const char *value)
{
	char *end;
	int64_t number = strtoll(value, &end, 10);

	if (strcmp(value, HISTORY_GONE) == 0)
		return xstrdup("none");
	return *value && !*end ? with_commas(number, false) : xstrdup(value);
}

char *moved_difference(const char *from, const char *to)
{
	double a, b;
	char *change, *text;

	if (!is_number(from, &a) || !is_number(to, &b))
		return xstrdup("");
	change = b - a == (double)(int64_t)(b - a) ? with_commas((int64_t)(b - a), true) :
		 xasprintf("%+.6g", b - a);
	text = a == 0 ? xstrdup(change) :
	       xasprintf("%s (%+.*f %%)", change,
			 size(b - a) < 0.0001 * size(a) ? 6 :
			 size(b - a) < 0.1 * size(a) ? 4 : 1,
			 100 * (b - a) / a);
	free(change);
	return text;
}

const char *moved_word(const struct moved_series *moved)
{
	const struct metric *metric = metrics_find(moved->series->key.metric);
	bool end_state = strcmp(moved->series->key.metric,
				"run.completed") == 0;
	double from, to;

	if (end_state)
		return strcmp(moved->to, "completed") == 0 ? "better" : "worse";
	if (!metric || strcmp(metric->direction, "none") == 0)
		return "differs";
	if (!is_number(moved->from, &from))
		from = 0;
	if (!is_number(moved->to, &to))
		to = 0;
	return (to > from) == (strcmp(metric->direction, "more") == 0) ?
		       "better" : "worse";
}
