// SPDX-License-Identifier: GPL-2.0-only
#include "plan/layout.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"

char *layout_arm(const struct plan *plan)
{
	return xasprintf("%s#layout", plan->arms[0].name);
}

int layout_set(struct plan *plan, const char *value, struct error *err)
{
	if (strcmp(value, "yes") && strcmp(value, "no"))
		return error_set(err, EINVAL,
				 "found layout `%s`, expected yes or no",
				 value);
	plan->layout = *value == 'y' ? LAYOUT_YES : LAYOUT_NO;
	return 0;
}

bool layout_has(const struct plan *plan)
{
	if (plan->layout == LAYOUT_DEFAULT)
		return plan->engine == ENGINE_EXACT && plan->arm_count > 1;
	return plan->layout == LAYOUT_YES;
}

bool layout_covers(const struct plan *plan, const struct workload *workload)
{
	const struct metric *metric = workload->metrics;

	if (!layout_has(plan))
		return false;
	while (metric->name && metric->noisy)
		metric++;
	return metric->name;
}

int layout_boots(const struct plan *plan)
{
	int workloads = 0;

	for (int i = 0; i < plan->workload_count; i++)
		workloads += layout_covers(plan, plan->workloads[i]);
	return plan->topology_count * plan->mapping_count * workloads;
}

int layout_check(const struct plan *plan, struct error *err)
{
	char *name;
	int ret = 0;

	if (!layout_has(plan))
		return 0;
	if (plan->engine != ENGINE_EXACT)
		return error_set(err, EINVAL,
				 "plan %s: found layout = yes, expected no: the timed engine has no exact number",
				 plan->name);
	name = layout_arm(plan);
	for (int i = 0; i < plan->arm_count && ret == 0; i++)
		if (strcmp(plan->arms[i].name, name) == 0)
			ret = error_set(err, EINVAL,
					"found an arm with the name `%s`, which is that of the layout control: expected another one, or layout = no",
					name);
	free(name);
	return ret;
}
