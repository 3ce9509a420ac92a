// SPDX-License-Identifier: GPL-2.0-only
#include "claim/check.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "claim/wording.h"
#include "lib/alloc.h"
#include "lib/memstream.h"

/* Takes @detail. */
static void add(struct findings *findings, const char *where,
		const char *what, enum standing standing, char *detail)
{
	struct finding *finding;

	findings->list = xgrow(findings->list, findings->count,
			       sizeof(*findings->list));
	finding = &findings->list[findings->count++];
	*finding = (struct finding){
		.where = xstrdup(where),
		.what = xstrdup(what),
		.standing = standing,
		.detail = detail,
	};
}

/* Of a line that is true: by which tables? */
static void add_true(struct findings *findings, const char *where,
		     const char *what, const struct check_file *file,
		     const struct check *check)
{
	if (file->foreign)
		add(findings, where, what, STANDING_NOT_CHECKABLE,
		    xstrdup(file->foreign));
	else if (check->differs)
		add(findings, where, what, STANDING_HOLDS,
		    xstrdup(check->differs));
	else
		add(findings, where, what, STANDING_VERIFIED, xstrdup(""));
}

/* The first row of that state, and how many more there are. */
static char *describe(const struct expectation *expectation,
		      const struct judgements *judgements,
		      enum judgement_state state, size_t count)
{
	size_t size, first = 0;
	char *text;
	FILE *out = memstream_open(&text, &size);

	while (judgements->list[first].state != state)
		first++;
	fputs("found ", out);
	judgement_print(out, expectation, &judgements->list[first]);
	if (count > 1)
		fprintf(out, ", and %zu more", count - 1);
	memstream_close(out);
	return text;
}

static void add_judged(struct findings *findings,
		       const struct claim_expectation *at,
		       const struct judgements *judgements,
		       const struct check *check)
{
	const char *text = at->parsed.text;
	size_t unmet = judgements->count - judgements->met -
		       judgements->unknown;

	if (unmet)
		add(findings, at->cells, text, STANDING_REFUTED,
		    describe(&at->parsed, judgements, JUDGED_FALSE, unmet));
	else if (judgements->unknown)
		add(findings, at->cells, text, STANDING_NOT_CHECKABLE,
		    describe(&at->parsed, judgements, JUDGED_UNKNOWN,
			     judgements->unknown));
	else
		add_true(findings, at->cells, text, &check->verdicts, check);
}

/* Has the one cell that is asked for something of this line's? */
static bool is_asked(const char *cells, const char *asked)
{
	size_t length = strlen(cells), other = strlen(asked);
	size_t shorter = length < other ? length : other;
	const char *longer = length < other ? asked : cells;

	return strcmp(cells, CLAIM_ALL_CELLS) == 0 ||
	       (strncmp(cells, asked, shorter) == 0 &&
		(!longer[shorter] || longer[shorter] == '/'));
}

/* The narrower of the two; NULL for all cells. */
static const char *narrower(const char *cells, const char *asked)
{
	if (strcmp(cells, CLAIM_ALL_CELLS) == 0)
		return asked;
	return asked && strlen(asked) > strlen(cells) ? asked : cells;
}

static void check_expectation(struct findings *findings,
			      const struct claim_expectation *at,
			      const struct verdicts *verdicts,
			      const struct check *check)
{
	const char *cells[] = { narrower(at->cells, check->cell), NULL };
	struct judgements judgements;
	struct error err;
	int ret;

	if (!check->verdicts.path) {
		add(findings, at->cells, at->parsed.text, STANDING_NOT_CHECKABLE,
		    xstrdup(check->verdicts.foreign));
		return;
	}
	ret = expectation_judge(&at->parsed, verdicts, cells, &judgements,
				&err);
	/* Only the cells that were not asked for have it. */
	if (ret == -ENOENT && check->cell && cells[0] != at->cells)
		findings->left_out++;
	else if (ret)
		add(findings, at->cells, at->parsed.text, STANDING_NOT_CHECKABLE,
		    xstrdup(err.text));
	else
		add_judged(findings, at, &judgements, check);
	judgements_release(&judgements);
}

static int check_expectations(struct findings *findings,
			      const struct claim *claim,
			      const struct check *check, struct error *err)
{
	struct verdicts verdicts = { 0 };
	int ret = 0;

	if (claim->expectation_count && check->verdicts.path)
		ret = verdicts_read(&verdicts, check->verdicts.path, err);
	for (size_t i = 0; i < claim->expectation_count && ret == 0; i++) {
		const struct claim_expectation *at = &claim->expectations[i];

		if (!check->cell || is_asked(at->cells, check->cell))
			check_expectation(findings, at, &verdicts, check);
		else
			findings->left_out++;
	}
	verdicts_release(&verdicts);
	return ret;
}

static void check_line(struct findings *findings, const struct claim_line *at,
		       const struct wording *report,
		       const struct check *check)
{
	char *nearest;

	if (!check->report.path) {
		add(findings, at->name, at->text, STANDING_NOT_CHECKABLE,
		    xstrdup(check->report.foreign));
		return;
	}
	if (wording_has(report, at->text)) {
		add_true(findings, at->name, at->text, &check->report, check);
		return;
	}
	nearest = wording_nearest(report, at->text);
	add(findings, at->name, at->text, STANDING_REFUTED,
	    nearest ? xasprintf("found `%s`", nearest) :
		      xasprintf("%s: found nothing like it", check->report.path));
	free(nearest);
}

/* A report of one cell has other lines. */
static int check_lines(struct findings *findings, const struct claim *claim,
		       const struct check *check, struct error *err)
{
	struct wording report = { 0 };
	int ret = 0;

	if (!claim->line_count)
		return 0;
	if (check->cell) {
		findings->left_out += claim->line_count;
		return 0;
	}
	if (check->report.path)
		ret = wording_read(&report, check->report.path, err);
	for (size_t i = 0; i < claim->line_count && ret == 0; i++)
		check_line(findings, &claim->lines[i], &report, check);
	wording_release(&report);
	return ret;
}

int check_claim(struct findings *findings, const struct claim *claim,
		const struct check *check, struct error *err)
{
	int ret;

	*findings = (struct findings){ 0 };
	ret = check_expectations(findings, claim, check, err);
	if (ret == 0)
		ret = check_lines(findings, claim, check, err);
	if (ret == 0 && !findings->count)
		ret = error_set(err, EINVAL,
				"%s: found nothing about cell %s, expected a cell of its expectations",
				claim->path, check->cell);
	return ret;
}

enum standing findings_standing(const struct findings *findings)
{
	enum standing worst = STANDING_VERIFIED;

	for (size_t i = 0; i < findings->count; i++)
		worst = standing_worse(worst, findings->list[i].standing);
	return worst;
}

void findings_release(struct findings *findings)
{
	for (size_t i = 0; i < findings->count; i++) {
		free(findings->list[i].where);
		free(findings->list[i].what);
		free(findings->list[i].detail);
	}
	free(findings->list);
	*findings = (struct findings){ 0 };
}
