// SPDX-License-Identifier: GPL-2.0-only
#include "plan/plan.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

#include "lib/alloc.h"
#include "lib/clock.h"
#include "mmu/parameters.h"
#include "plan/arm-options.h"
#include "plan/layout.h"
#include "plan/named-file.h"

#define DEFAULT_CPU "cascade-lake"
#define MAX_BOOTS 1000000

static const char *const engine_names[] = {
	[ENGINE_EXACT] = "exact",
	[ENGINE_TIMED] = "timed",
};

const char *engine_name(enum engine engine)
{
	return engine_names[engine];
}

static int check_engine(const struct plan *plan,
			const struct workload *workload, struct error *err)
{
	if (workload->engines == ENGINES_EXACT &&
	    plan->engine != ENGINE_EXACT)
		return error_set(
			err, EINVAL,
			"plan %s: workload %s counts instructions, expected engine = exact",
			plan->name, workload->name);
	if (workload->engines == ENGINES_TIMED &&
	    plan->engine != ENGINE_TIMED)
		return error_set(
			err, EINVAL,
			"plan %s: workload %s measures times, expected engine = timed",
			plan->name, workload->name);
	return 0;
}

static int check_arguments(const struct plan *plan, struct error *err)
{
	for (int i = 0; i < plan->arguments_count; i++) {
		const struct workload *workload = plan->arguments[i].workload;
		bool used = false;

		for (int j = 0; j < plan->workload_count; j++)
			used = used || plan->workloads[j] == workload;
		if (!used)
			return error_set(
				err, EINVAL,
				"plan %s: found arguments of workload %s, expected it among the workloads",
				plan->name, workload->name);
	}
	return 0;
}

const char *plan_arguments(const struct plan *plan,
			   const struct workload *workload)
{
	const char *text = workload->arguments ? workload->arguments : "";

	for (int i = 0; i < plan->arguments_count; i++)
		if (plan->arguments[i].workload == workload)
			text = plan->arguments[i].text;
	return text;
}

/* So many take weeks, and more would not fit into a host's memory. */
static int check_boots(const struct plan *plan, struct error *err)
{
	uint64_t boots = (uint64_t)plan->arm_count * plan->topology_count *
			 plan->mapping_count * plan->workload_count *
			 plan->blocks + layout_boots(plan);

	if (boots <= MAX_BOOTS)
		return 0;
	return error_set(err, EINVAL,
			 "plan %s has %" PRIu64 " boots in %d blocks, expected at most %d",
			 plan->path ? plan->path : plan->name, boots,
			 plan->blocks, MAX_BOOTS);
}

/* Which of several bases a name without one means is not ours to guess. */
static int check_bases(const struct plan *plan, struct error *err)
{
	const struct arm *first = NULL;

	for (int i = 0; i < plan->arm_count; i++) {
		const struct arm *arm = &plan->arms[i];

		if (arm->chosen && !first)
			first = arm;
		if (arm->chosen && arm->chosen != first->chosen)
			return error_set(err, EINVAL,
					 "found %s for `%s` and %s for `%s`, expected one base: name it in all of them, or give --base",
					 first->kernel, first->name,
					 arm->kernel, arm->name);
	}
	return 0;
}

int plan_check(struct plan *plan, struct error *err)
{
	const char *missing = !plan->arm_count ? "arms" :
			      !plan->topology_count ? "topologies" :
			      !plan->mapping_count ? "mappings" :
			      !plan->workload_count ? "workloads" : NULL;

	if (missing)
		return error_set(err, EINVAL, "plan %s names no %s",
				 plan->path ? plan->path : plan->name,
				 missing);
	for (int i = 0; i < plan->workload_count; i++) {
		int ret = check_engine(plan, plan->workloads[i], err);

		if (ret)
			return ret;
	}
	if (arm_options_apply(plan, err) || check_bases(plan, err) ||
	    check_boots(plan, err) || layout_check(plan, err))
		return -EINVAL;
	return check_arguments(plan, err);
}

bool plan_has_mmu(const struct plan *plan)
{
	for (int i = 0; i < plan->workload_count; i++)
		if (workload_has_mmu(plan->workloads[i]))
			return true;
	return false;
}

void plan_init(struct plan *plan, const char *name)
{
	*plan = (struct plan){
		.name = xstrdup(name),
		.description = xstrdup(""),
		.blocks = 1,
		.seed = 1,
		.timeout_ns = PLAN_TIMEOUT_S * NS_PER_S,
		.mmu = named_file(DEFAULT_CPU, MMU_PARAMETERS, ".ini"),
	};
}

void plan_release(struct plan *plan)
{
	for (int i = 0; i < plan->arm_count; i++)
		plan_release_arm(&plan->arms[i]);
	for (int i = 0; i < plan->arguments_count; i++)
		free(plan->arguments[i].text);
	arm_options_release(plan);
	free(plan->arguments);
	free(plan->arms);
	free(plan->topologies);
	free(plan->mappings);
	free(plan->workloads);
	free(plan->path);
	free(plan->name);
	free(plan->description);
	free(plan->mmu);
	*plan = (struct plan){ 0 };
}
