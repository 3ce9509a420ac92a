// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/bisection.h"
#include "cli/command.h"
#include "cli/execute.h"
#include "kernel/commit.h"
#include "kernel/kernel.h"
#include "lib/alloc.h"

/* What of the commit is taken out of the bad end, as a patch. */
static int make_revert(const struct bisection *bisection, size_t index,
		       char **arm, struct error *err)
{
	const struct bisect_record *record = &bisection->record;
	const char *last = bisection->kernels.words[record->count - 1];
	char *path = xasprintf("%s/revert.patch", bisection->folder.path);
	struct kernel kernel = { 0 };
	char *spec = xasprintf("%s:%s", last, path);
	int ret = commit_revert(bisection->tree, record->looks[index].commit, path,
				err);

	if (ret == 0)
		ret = kernel_find(&kernel, &bisection->catalog, spec, NULL,
				  err);
	kernel_release(&kernel);
	if (ret == 0)
		*arm = xasprintf("reverted=%s", spec);
	free(spec);
	free(path);
	return ret;
}

/* What was asked, and which functions and placements are others. */
static char *compared_workloads(const char *asked_for)
{
	static const char *const more[] = { "count", "placement" };
	char *list = xstrdup(asked_for);

	for (size_t i = 0; i < sizeof(more) / sizeof(more[0]); i++) {
		char *longer = strcmp(asked_for, more[i]) ?
				       xasprintf("%s %s", list, more[i]) :
				       xstrdup(list);

		free(list);
		list = longer;
	}
	return list;
}

/* The commit against its parent, and the bad end without it. */
int bisection_compare(const struct bisection *bisection, size_t index,
		      int argc, const char **argv)
{
	const struct argv *kernels = &bisection->kernels;
	bool in_git = bisection->record.looks[index].subject[0];
	char *parent = xasprintf("parent=%s", kernels->words[index - 1]);
	char *commit = xasprintf("commit=%s", kernels->words[index]);
	char *reverted = NULL;
	char *workloads = compared_workloads(bisection->question.workloads);
	struct plan plan = { 0 };
	struct error err;
	int ret = 0;

	if (in_git && index + 1 < bisection->record.count) {
		ret = make_revert(bisection, index, &reverted, &err);
		if (ret)
			fprintf(stderr, "bisect: the last commit without it is no arm: %s\n",
				err.text);
	}
	if (ret != -EINTR) {
		const char *const arms[] = { parent, commit, reverted, NULL };

		ret = bisect_plan(&plan, &bisection->catalog,
				  &bisection->question, arms, workloads, &err);
	}
	ret = ret ? command_refuse(ret, &err) :
		    execute_plan(&plan, &bisection->catalog, argc, argv,
				 PRINT_REPORT, true);
	plan_release(&plan);
	free(workloads);
	free(reverted);
	free(commit);
	free(parent);
	return ret;
}

