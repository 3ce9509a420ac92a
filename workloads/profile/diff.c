// SPDX-License-Identifier: GPL-2.0-only
#include "diff.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "format.h"
#include "inlining.h"
#include "lib/alloc.h"

#define MAX_ROWS 30
#define MAX_PATHS 2
/* A path is shown by the last callers in it. */
#define MAX_CALLERS 4
/* A late change is told below 1/LATE_SHARE of the boot only in the sum. */
#define LATE_SHARE 10000

/* B - A. */
struct change {
	int64_t insns;
	int64_t rep;
	int64_t calls;
};

/* A function's change in one part of the boot. */
struct row {
	uint32_t function;
	struct change change;
};

struct rows {
	struct row *list;
	size_t count;
	struct change sum;
};

static struct change change_of(const struct graph_cost *costs)
{
	return (struct change){
		.insns = (int64_t)(costs[SIDE_B].insns - costs[SIDE_A].insns),
		.rep = (int64_t)(costs[SIDE_B].rep - costs[SIDE_A].rep),
		.calls = (int64_t)(costs[SIDE_B].calls - costs[SIDE_A].calls),
	};
}

static struct change change_less(struct change whole, struct change part)
{
	return (struct change){
		.insns = whole.insns - part.insns,
		.rep = whole.rep - part.rep,
		.calls = whole.calls - part.calls,
	};
}

static void change_add(struct change *sum, const struct change *change)
{
	sum->insns += change->insns;
	sum->rep += change->rep;
	sum->calls += change->calls;
}

static bool is_change(const struct change *change)
{
	return change->insns || change->rep || change->calls;
}

static uint64_t size_of(const struct change *change)
{
	return (uint64_t)llabs(change->insns) + (uint64_t)llabs(change->rep);
}

/* Largest first; functions are sorted by name, which settles ties. */
static int compare_rows(const void *left, const void *right)
{
	const struct row *a = left, *b = right;
	uint64_t a_size = size_of(&a->change), b_size = size_of(&b->change);

	if (a_size != b_size)
		return a_size > b_size ? -1 : 1;
	return a->function < b->function ? -1 : 1;
}

static void rows_make(struct rows *rows, const struct merged *merged,
		      bool early)
{
	*rows = (struct rows){
		.list = xcalloc(merged->function_count, sizeof(*rows->list)),
	};
	for (uint32_t i = 0; i < merged->function_count; i++) {
		const struct merged_function *function =
			&merged->functions[i];
		struct change change = change_of(function->early);

		if (!early)
			change = change_less(change_of(function->work),
					     change);
		change_add(&rows->sum, &change);
		if (is_change(&change))
			rows->list[rows->count++] =
				(struct row){ i, change };
	}
	qsort(rows->list, rows->count, sizeof(*rows->list), compare_rows);
}

static const char *function_name(const struct merged *merged, uint32_t path)
{
	return merged->functions[merged->paths[path].function].name;
}

/* Where a path that only one of the boots has leaves the paths of the other. */
static void print_fork(const struct merged *merged, uint32_t path, FILE *file)
{
	const struct graph_cost *self = merged->paths[path].self;
	enum side side = self[SIDE_A].calls ? SIDE_A : SIDE_B;
	uint32_t fork = path;

	if (self[!side].calls)
		return;
	while (merged->paths[fork].parent != GRAPH_ROOT &&
	       !merged->paths[merged->paths[fork].parent].self[!side].calls)
		fork = merged->paths[fork].parent;
	fprintf(file, "  [only %c comes this way: %s > %s]", "AB"[side],
		function_name(merged, merged->paths[fork].parent),
		function_name(merged, fork));
}

static void print_callers(const struct merged *merged, uint32_t path,
			  FILE *file)
{
	uint32_t callers[MAX_CALLERS], at = path;
	size_t count = 0;

	for (; at && count < MAX_CALLERS; at = merged->paths[at].parent)
		callers[count++] = at;
	fputs(at ? "… > " : "", file);
	while (count--)
		fprintf(file, "%s%s", function_name(merged, callers[count]),
			count ? " > " : "");
	print_fork(merged, path, file);
	fputc('\n', file);
}

/* The paths on which the function changed most, both parts of the boot. */
static void print_paths(const struct merged *merged, uint32_t function,
			FILE *file)
{
	uint64_t limit = UINT64_MAX;

	for (int shown = 0; shown < MAX_PATHS; shown++) {
		struct change best = { 0 };
		uint32_t found = 0;

		for (uint32_t i = 1; i < merged->path_count; i++) {
			const struct merged_path *path = &merged->paths[i];
			struct change change = change_of(path->self);

			if (path->function == function &&
			    path->kind == KIND_WORK &&
			    size_of(&change) < limit &&
			    size_of(&change) > size_of(&best)) {
				best = change;
				found = i;
			}
		}
		if (!found)
			return;
		limit = size_of(&best);
		fprintf(file, "%*s%16s  ", 30, "",
			format_change(best.insns).text);
		print_callers(merged, found, file);
	}
}

static void print_row(const struct merged *merged, const struct row *row,
		      FILE *file)
{
	const struct merged_function *function =
		&merged->functions[row->function];

	fprintf(file, "%16s %14s %10s  %s",
		format_change(row->change.insns).text,
		format_change(row->change.rep).text,
		format_change(row->change.calls).text, function->name);
	inlining_print(merged, row->function, file);
	fputc('\n', file);
	print_paths(merged, row->function, file);
}

/* @limit: below it a change is told in the sum of the rest. */
static void print_rows(const struct merged *merged, const struct rows *rows,
		       uint64_t limit, FILE *file)
{
	struct change rest = rows->sum;
	size_t shown = 0;

	if (!rows->count) {
		fputs("  no change\n", file);
		return;
	}
	fprintf(file, "%16s %14s %10s\n", "insns", "rep", "calls");
	while (shown < rows->count && shown < MAX_ROWS &&
	       size_of(&rows->list[shown].change) >= limit) {
		const struct row *row = &rows->list[shown++];

		rest = change_less(rest, row->change);
		print_row(merged, row, file);
	}
	if (shown < rows->count)
		fprintf(file, "%16s %14s %10s  %zu more functions, each by %s or less\n",
			format_change(rest.insns).text,
			format_change(rest.rep).text,
			format_change(rest.calls).text, rows->count - shown,
			format_count(size_of(
				&rows->list[shown].change)).text);
	fprintf(file, "%16s %14s %10s  together\n",
		format_change(rows->sum.insns).text,
		format_change(rows->sum.rep).text,
		format_change(rows->sum.calls).text);
}

static void print_totals(const struct merged *merged,
			 const struct change *total, FILE *file)
{
	const struct graph_cost *a = &merged->graphs[SIDE_A]->total;
	const struct graph_cost *b = &merged->graphs[SIDE_B]->total;

	fprintf(file, "\n%16s %16s %16s\n", "A", "B", "B - A");
	fprintf(file, "%16s %16s %16s  instructions\n",
		format_count(a->insns).text, format_count(b->insns).text,
		format_change(total->insns).text);
	fprintf(file, "%16s %16s %16s  iterations of string instructions (rep)\n",
		format_count(a->rep).text, format_count(b->rep).text,
		format_change(total->rep).text);
}

/* Phases are joined by name; what only one boot passed is said. */
static void print_phases(const struct merged *merged, FILE *file)
{
	const struct graph *a = merged->graphs[SIDE_A];
	const struct graph *b = merged->graphs[SIDE_B];
	bool same = a->phase_count == b->phase_count;

	for (size_t i = 0; same && i < a->phase_count; i++)
		same = strcmp(a->phases[i].name, b->phases[i].name) == 0;
	fprintf(file, "\nBy phase, from its milestone to the next\n%16s %14s\n",
		"insns", "rep");
	if (!same) {
		fputs("  the boots did not pass the same milestones\n", file);
		return;
	}
	for (size_t i = 0; i < a->phase_count; i++) {
		const struct graph_cost costs[] = {
			a->phases[i].cost, b->phases[i].cost,
		};
		struct change change = change_of(costs);

		fprintf(file, "%16s %14s  %s%s\n",
			format_change(change.insns).text,
			format_change(change.rep).text, a->phases[i].name,
			i == merged->early_phases ?
			", the first one with interrupts" : "");
	}
}

static void print_kinds(const struct merged *merged, struct change *sum,
			FILE *file)
{
	fprintf(file, "\nSet apart: no work of the kernel's, or not when it chose to\n%16s %14s %10s\n",
		"insns", "rep", "calls");
	for (int i = KIND_WORK + 1; i < KIND_COUNT; i++) {
		struct change change = change_of(merged->kinds[i]);

		change_add(sum, &change);
		fprintf(file, "%16s %14s %10s  %s\n",
			format_change(change.insns).text,
			format_change(change.rep).text,
			format_change(change.calls).text, kind_name(i));
	}
}

static struct change total_change(const struct merged *merged)
{
	const struct graph_cost totals[] = {
		merged->graphs[SIDE_A]->total, merged->graphs[SIDE_B]->total,
	};

	return change_of(totals);
}

static bool any_change(const struct merged *merged)
{
	for (size_t i = 0; i < merged->path_count; i++) {
		struct change change = change_of(merged->paths[i].self);

		if (is_change(&change))
			return true;
	}
	return false;
}

static void print_sum(const struct change *sum, const struct change *total,
		      FILE *file)
{
	bool exact = sum->insns == total->insns && sum->rep == total->rep;

	fprintf(file, "\n%16s %14s  all of the above, %s\n",
		format_change(sum->insns).text, format_change(sum->rep).text,
		exact ? "the difference of the totals" :
			"WHICH IS NOT the difference of the totals");
}

void diff_print(const struct merged *merged, const char *const *titles,
		const char *machine, FILE *file)
{
	struct change total = total_change(merged), sum;
	struct rows early, late;

	fprintf(file, "A  %s\nB  %s\n%s\n", titles[SIDE_A], titles[SIDE_B],
		machine);
	print_totals(merged, &total, file);
	if (!any_change(merged)) {
		fputs("\nNo difference: every call path executes the same in both.\n",
		      file);
		return;
	}
	rows_make(&early, merged, true);
	rows_make(&late, merged, false);
	sum = early.sum;
	change_add(&sum, &late.sum);
	print_phases(merged, file);
	fputs("\nFunctions, before the first interrupt: what the change does\n",
	      file);
	print_rows(merged, &early, 1, file);
	fprintf(file, "\nFunctions, after it: ticks fall elsewhere, below %s it may be only that\n",
		format_count(merged->graphs[SIDE_A]->total.insns /
			     LATE_SHARE).text);
	print_rows(merged, &late,
		   merged->graphs[SIDE_A]->total.insns / LATE_SHARE, file);
	print_kinds(merged, &sum, file);
	print_sum(&sum, &total, file);
	free(early.list);
	free(late.list);
}

static void print_side(const struct merged_function *function, enum side side,
		       FILE *file)
{
	const struct graph_cost *work = &function->work[side];

	fprintf(file, "\t%" PRIu64 "\t%" PRIu64 "\t%" PRIu64 "\t%" PRIu64,
		work->insns, work->rep, work->calls,
		function->early[side].insns);
}

void diff_print_all(const struct merged *merged, FILE *file)
{
	fputs("function\tinsns_a\trep_a\tcalls_a\tearly_a\tinsns_b\trep_b\tcalls_b\tearly_b\n",
	      file);
	for (size_t i = 0; i < merged->function_count; i++) {
		const struct merged_function *function =
			&merged->functions[i];

		fputs(function->name, file);
		print_side(function, SIDE_A, file);
		print_side(function, SIDE_B, file);
		fputc('\n', file);
	}
	for (int i = KIND_WORK + 1; i < KIND_COUNT; i++) {
		const struct graph_cost *costs = merged->kinds[i];

		fprintf(file, "(%s)\t%" PRIu64 "\t%" PRIu64 "\t%" PRIu64
			"\t0\t%" PRIu64 "\t%" PRIu64 "\t%" PRIu64 "\t0\n",
			kind_name(i), costs[SIDE_A].insns, costs[SIDE_A].rep,
			costs[SIDE_A].calls, costs[SIDE_B].insns,
			costs[SIDE_B].rep, costs[SIDE_B].calls);
	}
}
