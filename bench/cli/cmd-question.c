// SPDX-License-Identifier: GPL-2.0-only
/*
 * Workloads that print what they find are commands: they boot arms and print
 * it.  The answer is the table, so no report is made.
 */
#include <errno.h>
#include <popt.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "cli/adhoc.h"
#include "cli/command.h"
#include "cli/plan-command.h"
#include "cli/question-log.h"
#include "cli/recorded.h"
#include "lib/fold.h"

#define MAX_ARMS 16

static const struct workload *asked;
static int want_difference;

static int make_plan(struct plan *plan, const struct catalog *catalog,
		     const char **words, struct error *err);

static struct plan_command question = {
	.usage = "ARM...",
	.min = 1,
	.max = MAX_ARMS,
	.make = make_plan,
	.print = PRINT_FINDINGS,
};

static int make_plan(struct plan *plan, const struct catalog *catalog,
		     const char **words, struct error *err)
{
	int ret;

	if (want_difference && !words[1])
		return error_set(err, EINVAL,
				 "--diff: found one arm, expected two or more");
	if (want_difference)
		question.print = PRINT_DIFFERENCES;
	ret = adhoc_make(plan, catalog, asked->name, asked->name, words, err);
	/* What is asked of each kernel alone is not judged. */
	if (plan->layout == LAYOUT_DEFAULT && !want_difference)
		plan->layout = LAYOUT_NO;
	return ret;
}

/* Two words and --diff, both of them folders: nothing has to be booted. */
static bool take_folders(int argc, const char **argv, const char **folders)
{
	int count = 0;
	bool diff = false;

	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--diff") == 0)
			diff = true;
		else if (count < 2 && recorded_is(argv[i]))
			folders[count++] = argv[i];
		else
			return false;
	}
	return diff && count == 2;
}

static int compare_recorded(const char *const *folders)
{
	struct recorded before, after = { 0 };
	struct fold fold;
	FILE *out = fold_begin(&fold);
	struct error err;
	int ret = recorded_open(&before, folders[0], asked, &err);

	if (ret == 0)
		ret = recorded_open(&after, folders[1], asked, &err);
	if (ret == 0)
		fprintf(out, "%s -> %s\n", before.label, after.label);
	if (ret == 0)
		ret = asked->print_difference(&before.evidence,
					      &after.evidence, out, &err);
	fold_end(&fold, stdout);
	recorded_close(&after);
	recorded_close(&before);
	return ret ? command_refuse(-EINVAL, &err) : 0;
}

int cmd_question(const struct workload *workload, int argc, const char **argv)
{
	const struct poptOption difference_table[] = {
		{ "diff", 0, POPT_ARG_NONE, &want_difference, 0,
		  "print what changes from the first arm, or recorded run, to each other one",
		  NULL },
		{ NULL, 0, POPT_ARG_INCLUDE_TABLE, (void *)adhoc_options(), 0,
		  NULL, NULL },
		POPT_TABLEEND
	};
	const struct poptOption log_table[] = {
		{ NULL, 0, POPT_ARG_INCLUDE_TABLE,
		  (void *)question_log_options(), 0, NULL, NULL },
		{ NULL, 0, POPT_ARG_INCLUDE_TABLE, (void *)difference_table, 0,
		  NULL, NULL },
		POPT_TABLEEND
	};
	const char *folders[2];

	asked = workload;
	question.options = adhoc_options();
	if (workload->print_difference) {
		question.options = difference_table;
		question.usage = "ARM... | --diff FOLDER FOLDER";
		if (take_folders(argc, argv, folders))
			return compare_recorded(folders);
	}
	if (workload->print_log) {
		question.options = log_table;
		question.usage = "ARM... | --diff FOLDER FOLDER | --console FILE";
		if (question_log_is_asked(argc, argv))
			return question_log(workload, argc, argv);
	}
	execute_options.no_report = 1;
	return plan_command_run(&question, argc, argv);
}
