// SPDX-License-Identifier: GPL-2.0-only
/* Expectations judged by the rows of a run. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "claim/expectation.h"
#include "lib/alloc.h"
#include "lib/memstream.h"

/* What a sentence lists of the items of a metric. */
#define ITEMS_MAX 8

/* Digests have 48 bits. */
#define DIGEST_MAX 0x1p48

/* The values that the left side may be; one number for what has no spread. */
struct interval {
	double low;
	double high;
};

static bool is_cell(const struct verdict *row, const char *cell)
{
	char *name = xasprintf("%s/%s/%s", row->topology, row->mapping,
			       row->workload);
	size_t length = strlen(cell);
	bool same = strncmp(name, cell, length) == 0 &&
		    (!name[length] ||
		     (name[length] == '/' &&
		      length == strlen(row->topology) + 1 +
				strlen(row->mapping)));

	free(name);
	return same;
}

static bool in_cells(const struct verdict *row, const char *const *cells)
{
	if (!cells || !*cells)
		return true;
	for (; *cells; cells++)
		if (is_cell(row, *cells))
			return true;
	return false;
}

static bool is_measured(const struct expectation *expectation,
			const struct verdict *row)
{
	return !expectation->metric ||
	       strcmp(row->metric, expectation->metric->name) == 0;
}

static bool is_about(const struct expectation *expectation,
		     const struct verdict *row, const char *const *cells)
{
	const char *arm = expectation->arm;

	return is_measured(expectation, row) &&
	       (!expectation->item ||
		strcmp(row->item, expectation->item) == 0) &&
	       (expectation->node < 0 || row->node == expectation->node) &&
	       (!arm || strcmp(arm, row->arm) == 0 ||
		strcmp(arm, row->baseline) == 0) &&
	       (arm || !expectation->right ||
		strcmp(expectation->right, row->arm) != 0) &&
	       in_cells(row, cells);
}

static bool same_place(const struct verdict *a, const struct verdict *b)
{
	return strcmp(a->metric, b->metric) == 0 &&
	       strcmp(a->item, b->item) == 0 && a->node == b->node &&
	       strcmp(a->topology, b->topology) == 0 &&
	       strcmp(a->mapping, b->mapping) == 0 &&
	       strcmp(a->workload, b->workload) == 0;
}

/* The baseline's value stands in the row of each candidate. */
static bool is_judged(const struct judgements *judgements,
		      const struct verdict *row)
{
	for (size_t i = 0; i < judgements->count; i++)
		if (same_place(judgements->list[i].row, row))
			return true;
	return false;
}

static double value_of(const struct verdicts *verdicts,
		       const struct verdict *row, const char *arm)
{
	if (!arm || strcmp(arm, row->baseline) == 0)
		return row->baseline_value;
	for (size_t i = 0; i < verdicts->count; i++)
		if (strcmp(verdicts->rows[i].arm, arm) == 0 &&
		    same_place(&verdicts->rows[i], row))
			return verdicts->rows[i].value;
	return NAN;
}

/* Of statistics, too: they have no interval then. */
static bool is_from_zero(const struct verdict *row)
{
	return row->baseline_value == 0 && row->reason == REASON_EFFECT;
}

/* A change from 0 is larger than any other; an open end is any. */
static struct interval change_of(const struct verdict *row)
{
	double change = row->change;

	if (row->noisy && !is_from_zero(row))
		return (struct interval){
			isnan(row->low) ? -INFINITY : row->low,
			isnan(row->high) ? INFINITY : row->high,
		};
	if (isnan(change))
		change = row->difference > 0 ? INFINITY : -INFINITY;
	return (struct interval){ change, change };
}

static bool is_true(enum expectation_operator operator, struct interval left,
		    double right)
{
	switch (operator) {
	case EXPECT_EQUAL:
		return left.low == right && left.high == right;
	case EXPECT_UNEQUAL:
		return left.low > right || left.high < right;
	case EXPECT_LESS:
		return left.high < right;
	case EXPECT_LESS_EQUAL:
		return left.high <= right;
	case EXPECT_MORE:
		return left.low > right;
	default:
		return left.low >= right;
	}
}

static bool says(enum verdict_word verdict, enum verdict_word word)
{
	return verdict == word ||
	       (word == VERDICT_DIFFERS && verdict <= VERDICT_DIFFERS);
}

static bool holds(const struct expectation *expectation,
		  const struct judgement *judgement)
{
	const struct verdict *row = judgement->row;
	struct interval left = { judgement->left, judgement->left };
	struct interval change;

	if (expectation->kind == EXPECT_VERDICT)
		return says(row->verdict, expectation->word);
	change = change_of(row);
	if (expectation->kind == EXPECT_CHANGE)
		return is_true(expectation->operator, change,
			       expectation->number);
	/* By the interval, as the change; its baseline is above 0. */
	if (expectation->kind == EXPECT_ARM && row->noisy &&
	    !is_from_zero(row) &&
	    (!expectation->right ||
	     strcmp(expectation->right, row->baseline) == 0)) {
		left.low = row->baseline_value +
			   change.low * fabs(row->baseline_value);
		left.high = row->baseline_value +
			    change.high * fabs(row->baseline_value);
	}
	return is_true(expectation->operator, left, judgement->right);
}

static void judge(const struct expectation *expectation,
		  const struct verdicts *verdicts, const struct verdict *row,
		  struct judgement *judgement)
{
	const char *arm = expectation->arm ? expectation->arm : row->arm;
	bool of_baseline = strcmp(arm, row->baseline) == 0;

	*judgement = (struct judgement){
		.row = row,
		.arm = of_baseline ? row->baseline : row->arm,
		.left = of_baseline ? row->baseline_value : row->value,
		.right = expectation->kind == EXPECT_VALUE ?
			 expectation->number : row->baseline_value,
		.other = NAN,
	};
	if (expectation->kind == EXPECT_ARM) {
		judgement->other = value_of(verdicts, row, expectation->right);
		judgement->right = expectation->number * judgement->other;
	}
	if (isnan(judgement->left) || isnan(judgement->right) ||
	    (!of_baseline && row->verdict == VERDICT_INVALID))
		judgement->state = JUDGED_UNKNOWN;
	else
		judgement->state = holds(expectation, judgement) ?
				   JUDGED_TRUE : JUDGED_FALSE;
}

static void judge_rows(const struct expectation *expectation,
		       const struct verdicts *verdicts,
		       const char *const *cells,
		       struct judgements *judgements)
{
	bool of_baseline = expectation->arm && verdicts->baseline &&
			   strcmp(expectation->arm, verdicts->baseline) == 0;

	for (size_t i = 0; i < verdicts->count; i++) {
		const struct verdict *row = &verdicts->rows[i];
		struct judgement *judgement;

		if (!is_about(expectation, row, cells) ||
		    (of_baseline && is_judged(judgements, row)))
			continue;
		judgements->list = xgrow(judgements->list, judgements->count,
					 sizeof(*judgements->list));
		judgement = &judgements->list[judgements->count++];
		judge(expectation, verdicts, row, judgement);
		judgements->met += judgement->state == JUDGED_TRUE;
		judgements->unknown += judgement->state == JUDGED_UNKNOWN;
	}
}

static void print_item(FILE *out, const struct verdict *row)
{
	fputs(row->metric, out);
	if (*row->item)
		fprintf(out, "[%s]", row->item);
	if (row->node >= 0)
		fprintf(out, " @%d", row->node);
}

/* What there is of the metric instead; several arms have the same. */
static void print_items(FILE *out, const struct expectation *expectation,
			const struct verdicts *verdicts)
{
	const struct verdict *last = NULL;
	int printed = 0;

	for (size_t i = 0; i < verdicts->count; i++) {
		const struct verdict *row = &verdicts->rows[i];

		if (!is_measured(expectation, row) ||
		    (last && strcmp(last->item, row->item) == 0 &&
		     last->node == row->node))
			continue;
		last = row;
		if (++printed > ITEMS_MAX)
			break;
		fprintf(out, "%s%s/%s/%s ", printed > 1 ? ", " : "",
			row->topology, row->mapping, row->workload);
		print_item(out, row);
	}
	if (printed > ITEMS_MAX)
		fputs(", …", out);
}

static int say_no_row(const struct expectation *expectation,
		      const struct verdicts *verdicts, const char *cell,
		      struct error *err)
{
	char *items;
	size_t size;
	FILE *out = memstream_open(&items, &size);

	print_items(out, expectation, verdicts);
	memstream_close(out);
	if (size)
		error_set(err, ENOENT,
			  "`%s`: found no row that it is about%s%s, expected one as %s",
			  expectation->text, cell ? " in " : "",
			  cell ? cell : "", items);
	else
		error_set(err, ENOENT,
			  "`%s`: found no row of %s in this run, expected one: nothing that completed measures it",
			  expectation->text, expectation->metric ?
			  expectation->metric->name : "any metric");
	free(items);
	return -ENOENT;
}

/* A cell that is named and has no row is none that holds. */
static int check_cells(const struct expectation *expectation,
		       const struct verdicts *verdicts,
		       const char *const *cells,
		       const struct judgements *judgements, struct error *err)
{
	if (!judgements->count)
		return say_no_row(expectation, verdicts,
				  cells && *cells && !cells[1] ? *cells : NULL,
				  err);
	for (; cells && *cells; cells++) {
		size_t i = 0;

		while (i < judgements->count &&
		       !is_cell(judgements->list[i].row, *cells))
			i++;
		if (i == judgements->count)
			return say_no_row(expectation, verdicts, *cells, err);
	}
	return 0;
}

/* Each once, the baseline first; the caller frees the array. */
static const char **list_arms(const struct verdicts *verdicts, size_t *count)
{
	const char **arms = NULL;

	*count = 0;
	for (size_t i = 0; i < verdicts->count; i++) {
		const char *const names[] = { verdicts->baseline,
					      verdicts->rows[i].arm };

		for (int name = 0; name < 2; name++) {
			size_t arm = 0;

			while (arm < *count &&
			       strcmp(arms[arm], names[name]) != 0)
				arm++;
			if (arm < *count)
				continue;
			arms = xgrow(arms, *count, sizeof(*arms));
			arms[(*count)++] = names[name];
		}
	}
	return arms;
}

int expectation_judge(const struct expectation *expectation,
		      const struct verdicts *verdicts,
		      const char *const *cells,
		      struct judgements *judgements, struct error *err)
{
	size_t count;
	const char **arms = list_arms(verdicts, &count);
	int ret = count ? expectation_check_arms(expectation, arms, count,
						 err) : 0;

	*judgements = (struct judgements){ 0 };
	if (ret == 0) {
		judge_rows(expectation, verdicts, cells, judgements);
		ret = check_cells(expectation, verdicts, cells, judgements,
				  err);
	}
	free(arms);
	return ret;
}

void judgements_release(struct judgements *judgements)
{
	free(judgements->list);
	*judgements = (struct judgements){ 0 };
}

/* As few digits as read back the same. */
static void print_value(FILE *out, const char *unit, double value)
{
	char text[32];

	if (isnan(value)) {
		fputs("nothing", out);
		return;
	}
	if (strcmp(unit, "digest") == 0 && value >= 0 && value < DIGEST_MAX) {
		fprintf(out, "0x%012llx", (unsigned long long)value);
		return;
	}
	snprintf(text, sizeof(text), "%.15g", value);
	if (strtod(text, NULL) != value)
		snprintf(text, sizeof(text), "%.17g", value);
	fputs(text, out);
}

static void print_change(FILE *out, const struct verdict *row)
{
	if (strcmp(row->unit, "digest") == 0)
		return;
	if (!isnan(row->change))
		fprintf(out, "%+.3f %%, ", 100 * row->change);
	else if (!isnan(row->difference))
		fputs("from 0, ", out);
	if (!isnan(row->low) && !isnan(row->high))
		fprintf(out, "95 %% interval %+.3f to %+.3f %%, ",
			100 * row->low, 100 * row->high);
}

void judgement_print(FILE *out, const struct expectation *expectation,
		     const struct judgement *judgement)
{
	const struct verdict *row = judgement->row;
	const char *right = expectation->right;

	fprintf(out, "%s/%s/%s ", row->topology, row->mapping, row->workload);
	print_item(out, row);
	fprintf(out, ": %s ", row->baseline);
	print_value(out, row->unit, row->baseline_value);
	if (judgement->arm != row->baseline) {
		fprintf(out, ", %s ", row->arm);
		print_value(out, row->unit, row->value);
		fputs(" (", out);
		print_change(out, row);
		fputs(verdict_name(row->verdict), out);
		if (row->reason != REASON_EFFECT)
			fprintf(out, ": %s", verdict_reason_name(row->reason));
		fputc(')', out);
	}
	if (expectation->kind == EXPECT_ARM && right &&
	    strcmp(right, row->baseline) != 0) {
		fprintf(out, ", %s ", right);
		print_value(out, row->unit, judgement->other);
	}
}
