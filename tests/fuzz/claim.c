// SPDX-License-Identifier: GPL-2.0-only
/* Formats of bench/claim. */
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "claim/claim.h"
#include "claim/comparison.h"
#include "claim/expectation.h"
#include "claim/result.h"
#include "claim/verdicts-json.h"
#include "claim/wording.h"

/* A table that is there for every expectation, read once. */
static const struct verdicts *some_verdicts(void)
{
	static struct verdicts verdicts;
	struct error err;

	if (!verdicts.text &&
	    verdicts_read(&verdicts, "tests/fuzz/corpus/verdicts/rows", &err))
		abort();
	return &verdicts;
}

static void judge(const struct expectation *expectation,
		  const struct verdicts *verdicts)
{
	struct judgements judgements;
	struct error err;

	if (expectation_judge(expectation, verdicts, NULL, &judgements,
			      &err) == 0)
		judgement_print(fuzz_nowhere(), expectation,
				judgements.list);
	judgements_release(&judgements);
}

void fuzz_verdicts(const struct fuzz_input *input)
{
	struct expectation expectation;
	struct verdicts verdicts;
	struct error err;

	if (expectation_parse(&expectation, "differs", &err))
		abort();
	if (verdicts_read(&verdicts, fuzz_put_input(input, "verdicts.csv"),
			  &err) == 0) {
		json_decref(verdicts_json(&verdicts));
		judge(&expectation, &verdicts);
	}
	verdicts_release(&verdicts);
	expectation_release(&expectation);
}

void fuzz_expectation(const struct fuzz_input *input)
{
	struct expectation expectation;
	struct error err;

	if (expectation_parse(&expectation, input->text, &err) == 0)
		judge(&expectation, some_verdicts());
	expectation_release(&expectation);
}

/* What a claim cites, in a report that is the claim itself. */
static void cite(const struct wording *report, const char *line)
{
	struct error err;
	char *renewed;

	if (wording_has(report, line))
		wording_renew(report, report, line, &renewed, &err);
	else
		renewed = wording_nearest(report, line);
	free(renewed);
}

void fuzz_claim(const struct fuzz_input *input)
{
	struct footer footer = { 0 };
	struct wording report;
	struct claim claim;
	struct error err;

	wording_take(&report, input->text);
	if (claim_read(&claim, fuzz_put_input(input, "some.claim"), &err) == 0) {
		claim_print(fuzz_nowhere(), &claim);
		claim_footer(&footer, &claim);
	}
	for (size_t i = 0; i < claim.line_count; i++)
		cite(&report, claim.lines[i].text);
	footer_release(&footer);
	wording_release(&report);
	claim_release(&claim);
}

void fuzz_claim_result(const struct fuzz_input *input)
{
	struct claim_result result;
	struct error err;

	claim_result_read(&result, fuzz_put_input(input, "some.result"), &err);
	claim_result_release(&result);
}

/* Each report against the first one, and that against itself. */
void fuzz_report(const struct fuzz_input *input)
{
	struct report_texts texts;
	struct error err;

	if (report_texts_read(&texts, fuzz_put_input(input, "report.txt"),
			      &err) == 0)
		for (int i = 0; i < texts.count; i++) {
			struct comparison comparison;

			footer_check(&texts.list[i].footer, &err);
			free(report_stamp(&texts.list[i]));
			comparison_make(&comparison, &texts.list[i],
					&texts.list[0], i % 2, NULL);
			comparison_release(&comparison);
		}
	report_texts_release(&texts);
}
