// SPDX-License-Identifier: GPL-2.0-only
#include "cli/fail-on.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "claim/compared.h"
#include "claim/expectation.h"
#include "claim/verdicts.h"
#include "evidence/endstate.h"
#include "evidence/files.h"
#include "evidence/sessionrecord.h"
#include "lib/alloc.h"
#include "lib/file.h"

/* popt fills in the words; a process parses one command. */
static char **words;
static struct expectation *expectations;
static size_t expectation_count;

const struct poptOption fail_on_table[] = {
	{ "fail-on", 0, POPT_ARG_ARGV, &words, 0,
	  "end with exit code 3 if this is so: 'METRIC>1%', 'METRIC worse', worse, differs (docs/verdicts.md); may be repeated",
	  "EXPECTATION" },
	POPT_TABLEEND
};

bool fail_on_wanted(void)
{
	return words && *words;
}

int fail_on_check(const char *const *arms, size_t count, struct error *err)
{
	int ret = 0;

	for (char **word = words; word && *word && ret == 0; word++) {
		struct expectation *expectation;

		expectations = xgrow(expectations, expectation_count,
				     sizeof(*expectations));
		expectation = &expectations[expectation_count++];
		ret = expectation_parse(expectation, *word, err);
		if (ret == 0)
			ret = expectation_check_arms(expectation, arms, count,
						     err);
	}
	if (ret)
		error_prefix(err, "--fail-on ");
	return ret;
}

static void tell_met(const struct expectation *expectation,
		     const struct judgements *judgements)
{
	for (size_t i = 0; i < judgements->count; i++) {
		const struct judgement *judgement = &judgements->list[i];

		if (judgement->state != JUDGED_TRUE)
			continue;
		fprintf(stderr, "found %s: ", expectation->text);
		judgement_print(stderr, expectation, judgement);
		fputc('\n', stderr);
	}
	if (judgements->unknown)
		fprintf(stderr, "%s: nothing is known of %zu of %zu rows\n",
			expectation->text, judgements->unknown,
			judgements->count);
}

static int judge(const struct expectation *expectation,
		 const struct verdicts *verdicts, struct error *err)
{
	struct judgements judgements;
	int ret = expectation_judge(expectation, verdicts, NULL, &judgements,
				    err);

	if (ret == 0 && judgements.unknown == judgements.count)
		ret = error_set(err, ENODATA,
				"`%s`: found no value in any of %zu rows, expected one: see the column reason in verdicts.csv",
				expectation->text, judgements.count);
	if (ret == 0) {
		tell_met(expectation, &judgements);
		ret = judgements.met > 0;
	}
	judgements_release(&judgements);
	return ret;
}

static long long count_failed(const json_t *states)
{
	long long failed = 0;

	for (int i = 0; i < END_STATE_COUNT; i++)
		if (end_state_is_failure(i))
			failed += json_integer_value(
				json_object_get(states, end_state_name(i)));
	return failed;
}

/* What a boot that failed would have shown is not known. */
static int check_boots(const char *folder, struct error *err)
{
	struct session_record record;
	int ret = session_record_read(&record, folder, err);
	long long failed = ret ? 0 : count_failed(
		json_object_get(record.json, "end_states"));

	session_record_release(&record);
	if (!failed)
		return ret;
	return error_set(err, EIO,
			 "%s: found %lld %s that failed, expected none with --fail-on",
			 folder, failed, failed == 1 ? "boot" : "boots");
}

/* Of several runs, each is in a folder of its own. */
static int check_all_boots(const char *folder, struct error *err)
{
	int ret = 0;

	if (!compared_is(folder))
		return check_boots(folder, err);
	for (int i = 1; ret == 0; i++) {
		char *run = xasprintf("%s/%d", folder, i);
		bool more = file_exists(run);

		if (more)
			ret = check_boots(run, err);
		free(run);
		if (!more)
			break;
	}
	return ret;
}

int fail_on_judge(const char *folder, struct error *err)
{
	char *path = evidence_session_path(folder, EVIDENCE_VERDICTS);
	struct verdicts verdicts;
	int ret = verdicts_read(&verdicts, path, err);
	int met = 0;

	for (size_t i = 0; i < expectation_count && ret >= 0; i++) {
		ret = judge(&expectations[i], &verdicts, err);
		met |= ret > 0;
	}
	verdicts_release(&verdicts);
	free(path);
	if (ret >= 0)
		ret = check_all_boots(folder, err);
	return ret < 0 ? ret : met;
}

void fail_on_release(void)
{
	for (size_t i = 0; i < expectation_count; i++)
		expectation_release(&expectations[i]);
	free(expectations);
	for (char **word = words; word && *word; word++)
		free(*word);
	free(words);
	expectations = NULL;
	words = NULL;
	expectation_count = 0;
}
