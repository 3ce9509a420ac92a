// SPDX-License-Identifier: GPL-2.0-only
/* A plan's file (docs/plan.md): sections [plan] and [arguments]. */
#include "plan/plan.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/file.h"
#include "lib/inifile.h"
#include "plan/named-file.h"
#include "workload/registry.h"

/* Those of a workload, or room for them: a list may go on. */
static struct plan_arguments *find_arguments(struct plan *plan,
					     const struct workload *workload)
{
	for (int i = 0; i < plan->arguments_count; i++)
		if (plan->arguments[i].workload == workload)
			return &plan->arguments[i];
	plan->arguments = xgrow(plan->arguments, plan->arguments_count,
				sizeof(*plan->arguments));
	plan->arguments[plan->arguments_count].workload = workload;
	return &plan->arguments[plan->arguments_count++];
}

/* The kernel takes quotes for its own. */
static int set_arguments(struct plan *plan, const struct inifile_entry *entry,
			 struct error *err)
{
	const struct workload *workload = workloads_find(entry->key);
	struct plan_arguments *arguments;
	char *longer;

	if (!workload || !workload->program)
		return inifile_reject(err, entry,
				      "a workload whose guests run a program");
	if (strpbrk(entry->value, "\"'"))
		return inifile_reject(err, entry, "words without quotes");
	arguments = find_arguments(plan, workload);
	longer = arguments->text ? xasprintf("%s %s", arguments->text,
					     entry->value) :
				   xstrdup(entry->value);
	free(arguments->text);
	arguments->text = longer;
	return 0;
}

int plan_set_entry(struct plan *plan, const struct catalog *catalog,
		   const struct inifile_entry *entry, struct error *err)
{
	int ret;

	if (strcmp(entry->section, "arguments") == 0)
		return set_arguments(plan, entry, err);
	if (strcmp(entry->section, "plan"))
		return inifile_reject(err, entry,
				      "section [plan] or [arguments], not [%s]",
				      entry->section);
	ret = plan_set(plan, catalog, entry->key, entry->value, err);
	if (ret)
		error_prefix(err, "%s:%d: ", entry->path, entry->line);
	return ret;
}

struct plan_file {
	struct plan *plan;
	const struct catalog *catalog;
};

static int handle_entry(void *context, const struct inifile_entry *entry,
			struct error *err)
{
	struct plan_file *file = context;

	return plan_set_entry(file->plan, file->catalog, entry, err);
}

int plan_load(struct plan *plan, const struct catalog *catalog,
	      const char *name, struct error *err)
{
	struct plan_file file = { plan, catalog };
	char *path = named_file(name, "bench/plans", ".plan");
	const char *slash = strrchr(path, '/');
	char *stem = xstrdup(slash ? slash + 1 : path);
	char *dot = strrchr(stem, '.');
	int ret = 0;

	if (dot)
		*dot = '\0';
	plan_init(plan, stem);
	plan->path = path;
	/* It names a folder below out/. */
	if (!*stem || *stem == '.' || strcmp(stem, "latest") == 0)
		ret = error_set(err, EINVAL,
				"%s: found a plan called `%s`, expected a name for its folder in out/: call the file otherwise",
				path, stem);
	free(stem);
	if (ret)
		return ret;
	ret = named_check(name, path, "bench/plans", ".plan", "plan",
			  "`numaboot list plans`", err);
	if (ret)
		return ret;
	ret = inifile_read(path, handle_entry, &file, err);
	return ret ? ret : plan_check(plan, err);
}
