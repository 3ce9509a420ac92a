// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli/adhoc.h"
#include "cli/command.h"
#include "cli/plan-command.h"
#include "kernel/commit.h"
#include "kernel/worktree.h"
#include "lib/alloc.h"

/* A report of more has no reader; which commit it was, bisect finds. */
#define MAX_COMMITS 64
/* As git abbreviates, and long enough for any tree. */
#define NAME_LENGTH 12

static const char *tree;

/* BASE..TIP; the caller frees both. */
static int split_range(const char *range, char **base, char **tip,
		       struct error *err)
{
	const char *dots = strstr(range, "..");

	*base = *tip = NULL;
	if (!dots || dots == range || dots[2] == '.' || strstr(dots + 2, ".."))
		return error_set(err, EINVAL,
				 "found `%s`, expected BASE..TIP", range);
	*base = xasprintf("%.*s", (int)(dots - range), range);
	*tip = xstrdup(dots[2] ? dots + 2 : "HEAD");
	return 0;
}

static int add_arms(struct plan *plan, const struct catalog *catalog,
		    const struct argv *commits, struct error *err)
{
	struct argv arms = { 0 };
	int ret;

	for (size_t i = 0; i < commits->count; i++)
		argv_add(&arms, "%s@%.*s", tree, NAME_LENGTH,
			 commits->words[i]);
	ret = adhoc_make(plan, catalog, "series", "count placement",
			 (const char **)arms.words, err);
	argv_release(&arms);
	return ret;
}

static int make_plan(struct plan *plan, const struct catalog *catalog,
		     const char **words, struct error *err)
{
	struct argv commits = { 0 };
	char *base = NULL, *tip = NULL;
	int ret = split_range(words[0], &base, &tip, err);

	if (ret == 0 && !tree)
		tree = ".";
	if (ret == 0)
		ret = worktree_check(tree, err);
	if (ret == 0)
		ret = commit_range(tree, base, tip, &commits, err);
	if (ret == 0 && commits.count > MAX_COMMITS + 1)
		ret = error_set(err, EINVAL,
				"%s: found %zu commits, expected at most %d: give a part of them",
				words[0], commits.count - 1, MAX_COMMITS);
	if (ret == 0)
		ret = add_arms(plan, catalog, &commits, err);
	argv_release(&commits);
	free(base);
	free(tip);
	return ret;
}

/* A row for each commit of a range. */
int cmd_series(int argc, const char **argv)
{
	const struct poptOption options[] = {
		{ "in", 0, POPT_ARG_STRING, &tree, 0,
		  "checkout of the kernel's git (default: .)", "TREE" },
		{ NULL, 0, POPT_ARG_INCLUDE_TABLE,
		  (void *)execute_earlier_table, 0, NULL, NULL },
		{ NULL, 0, POPT_ARG_INCLUDE_TABLE, (void *)adhoc_options(), 0,
		  NULL, NULL },
		POPT_TABLEEND
	};
	const struct plan_command command = {
		.options = options,
		.usage = "BASE..TIP",
		.min = 1,
		.max = 1,
		.make = make_plan,
		.print = PRINT_REPORT,
		.earlier = true,
	};

	return plan_command_run(&command, argc, argv);
}
