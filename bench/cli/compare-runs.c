// SPDX-License-Identifier: GPL-2.0-only
#include "cli/compare-runs.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "claim/compared.h"
#include "cli/answer.h"
#include "cli/command.h"
#include "cli/execute.h"
#include "cli/fail-on.h"
#include "cli/report.h"
#include "kernel/naming.h"
#include "lib/alloc.h"
#include "lib/file.h"

#define MAX_RUNS 16

static bool is_tree(const char *path)
{
	char *kbuild = xasprintf("%s/Kbuild", path);
	bool is = file_exists(kbuild);

	free(kbuild);
	return is;
}

/* A kernel's name with or without parameters, an image, a tree. */
static bool is_arm(const struct catalog *catalog, const char *word)
{
	char *name = xasprintf("%.*s", (int)strcspn(word, "+"), word);
	struct stat status;
	bool is = naming_knows(catalog, name) || is_tree(word) ||
		  (stat(word, &status) == 0 && !S_ISDIR(status.st_mode));

	free(name);
	return is;
}

/* Of the first word of each kind, -1 for none; @err: why that arm is no run. */
static int sort_words(const struct catalog *catalog, const char **words,
		      struct run_word *runs, int *run, int *arm,
		      struct error *err)
{
	struct error why;

	*run = *arm = -1;
	for (int i = 0; words[i]; i++) {
		int ret = -ESRCH;

		snprintf(why.text, sizeof(why.text), "it is an arm");
		if (!is_arm(catalog, words[i]))
			ret = run_word_find(&runs[i], words[i], &why);
		if (ret && ret != -ESRCH) {
			*err = why;
			return ret;
		}
		if (ret && *arm < 0) {
			*arm = i;
			*err = why;
		}
		if (ret == 0 && *run < 0)
			*run = i;
	}
	return 0;
}

static int check_kinds(const char **words, int run, int arm,
		       struct error *err)
{
	struct error why = *err;

	if (run < 0 || arm < 0)
		return 0;
	return error_set(err, EINVAL,
			 "`%s` is a run and `%s` is none (%s): expected runs only, or arms only",
			 words[run], words[arm], why.text);
}

/* What is said of boots means nothing here. */
static int check_options(int argc, const char **argv, struct error *err)
{
	static const char *const known[] = {
		"--json", "--no-report", "--fail-on",
	};

	for (int i = 1; i < argc; i++) {
		size_t length = strcspn(argv[i], "=");
		bool good = argv[i][0] != '-';

		for (size_t k = 0; k < sizeof(known) / sizeof(known[0]); k++)
			good = good || (strlen(known[k]) == length &&
					strncmp(argv[i], known[k], length) == 0);
		if (!good)
			return error_set(err, EINVAL,
					 "found %s, expected no option of boots: of runs nothing is booted",
					 argv[i]);
	}
	return 0;
}

static void print_path(const char *folder)
{
	printf("%s/%s\n", folder, execute_options.no_report ?
	       "compare.json" : "report.html");
}

static int check_fail_on(const struct run_word *runs, int count,
			 struct error *err)
{
	char **arms = NULL;
	size_t found = 0;
	int ret;

	if (!fail_on_wanted())
		return 0;
	if (execute_options.no_report)
		return error_set(err, EINVAL,
				 "found --fail-on with --no-report, expected one of them: verdicts are made with the report");
	ret = compared_arms(runs, count, &arms, err);
	while (ret == 0 && arms[found])
		found++;
	if (ret == 0)
		ret = fail_on_check((const char *const *)arms, found, err);
	compared_free_arms(arms);
	return ret;
}

/* Return: 1 when --fail-on is met, 0 or -errno. */
static int answer(const char *folder, struct error *err)
{
	bool report = !execute_options.no_report;
	int ret = 0;

	if (execute_options.json)
		ret = answer_print_json(COMPARED_PLAN, folder, json_null(),
					report, err);
	else
		print_path(folder);
	return ret == 0 && fail_on_wanted() ? fail_on_judge(folder, err) : ret;
}

static int compare(const struct run_word *runs, int count, int argc,
		   const char **argv)
{
	char *folder = NULL;
	struct error err;
	int ret = check_options(argc, argv, &err);

	if (ret == 0)
		ret = check_fail_on(runs, count, &err);

	if (ret == 0)
		ret = compared_make(runs, count, argc, argv, &folder, &err);
	if (ret)
		return command_refuse(ret, &err);
	if (!execute_options.no_report)
		ret = report_make(folder, NULL, execute_options.json ?
				  REPORT_WHOLE : REPORT_PRINTED, &err);
	if (ret == 0)
		ret = answer(folder, &err);
	free(folder);
	if (ret < 0)
		return command_fail(&err);
	return ret ? EXIT_MET : 0;
}

int compare_runs(const struct catalog *catalog, const char **words, int argc,
		 const char **argv, bool *done)
{
	struct run_word runs[MAX_RUNS] = { 0 };
	struct error err;
	int run, arm, count = 0;
	int ret = sort_words(catalog, words, runs, &run, &arm, &err);

	while (words[count])
		count++;
	if (ret == 0)
		ret = check_kinds(words, run, arm, &err);
	*done = ret || run >= 0;
	if (ret)
		ret = command_refuse(ret, &err);
	else if (*done)
		ret = compare(runs, count, argc, argv);
	for (int i = 0; i < count; i++)
		run_word_release(&runs[i]);
	return ret;
}
