// SPDX-License-Identifier: GPL-2.0-only
#include "claim/renew.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "claim/wording.h"
#include "lib/alloc.h"

void renew_number(char text[32], double value)
{
	snprintf(text, 32, "%.15g", value);
	if (strtod(text, NULL) != value)
		snprintf(text, 32, "%.17g", value);
}

/* The value that all rows have, NAN where they differ. */
static double common_value(const struct judgements *judgements)
{
	double value = judgements->list[0].left;

	for (size_t i = 1; i < judgements->count; i++)
		if (judgements->list[i].left != value)
			return NAN;
	return value;
}

/* The text of an expectation that says what this run has; the caller frees. */
static char *restate(const struct expectation *expectation,
		     const struct judgements *judgements)
{
	const char *equals = strstr(expectation->text, "==");
	double value = common_value(judgements);
	char number[32];

	if (expectation->kind != EXPECT_VALUE ||
	    expectation->operator != EXPECT_EQUAL || !equals || isnan(value) ||
	    judgements->met == judgements->count)
		return xstrdup(expectation->text);
	renew_number(number, value);
	return xasprintf("%.*s== %s", (int)(equals - expectation->text),
			 expectation->text, number);
}

static int renew_expectation(struct claim *claim,
			     const struct claim_expectation *old,
			     const struct verdicts *verdicts,
			     struct error *err)
{
	const char *cells[] = { old->cells, NULL };
	struct judgements judgements;
	int ret = expectation_judge(&old->parsed, verdicts,
				    claim_cells_all(old) ? NULL : cells,
				    &judgements, err);
	char *text;

	if (ret == 0) {
		text = restate(&old->parsed, &judgements);
		ret = claim_add_expectation(claim, old->cells, text, 0, err);
		free(text);
	}
	judgements_release(&judgements);
	return ret;
}

static int renew_lines(struct claim *claim, const struct claim *old,
		       const struct wording *before,
		       const struct wording *now, struct error *err)
{
	int ret = 0;

	for (size_t i = 0; i < old->line_count && ret == 0; i++) {
		const struct claim_line *at = &old->lines[i];
		char *text;

		ret = wording_renew(before, now, at->text, &text, err);
		if (ret == 0)
			ret = claim_add_line(claim, at->name, text, 0, err);
		if (ret)
			error_prefix(err, "%s: %s: ", old->path, at->name);
		free(text);
	}
	return ret;
}

static int renew_report(struct claim *claim, const struct claim *old,
			const char *folder, struct error *err)
{
	char *old_path = claim_beside(old, "report.txt");
	char *path = xasprintf("%s/report.txt", folder);
	struct wording before = { 0 }, now = { 0 };
	int ret = wording_read(&before, old_path, err);

	if (ret == 0)
		ret = wording_read(&now, path, err);
	if (ret == 0)
		ret = renew_lines(claim, old, &before, &now, err);
	wording_release(&before);
	wording_release(&now);
	free(path);
	free(old_path);
	return ret;
}

int renew_claim(struct claim *claim, const struct claim *old,
		const struct verdicts *verdicts, const char *folder,
		struct error *err)
{
	int ret = 0;

	for (size_t i = 0; i < old->expectation_count && ret == 0; i++)
		ret = renew_expectation(claim, &old->expectations[i], verdicts,
					err);
	if (ret == 0 && old->line_count)
		ret = renew_report(claim, old, folder, err);
	return ret;
}
