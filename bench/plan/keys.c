// SPDX-License-Identifier: GPL-2.0-only
/* The keys of section [plan], each as a file or a command line sets it. */
#include "plan/plan.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/clock.h"
#include "lib/file.h"
#include "lib/near.h"
#include "lib/parse.h"
#include "machine/topology-uniform.h"
#include "mmu/parameters.h"
#include "plan/arm-options.h"
#include "plan/layout.h"
#include "plan/named-file.h"
#include "workload/registry.h"

#define MAX_TIMEOUT_S 86400
#define MAX_BLOCKS 100000
#define KEYS \
	"description, arms, arm, topologies, mappings, workloads, engine, " \
	"blocks, seed, timeout, layout, mmu, config-file, make"

int plan_load_topology(struct topology *topology, const char *name,
		       struct error *err)
{
	char *path = named_file(name, PLAN_TOPOLOGIES, ".topo");
	char *text = topology_uniform_text(name);
	int ret;

	if (text && !file_exists(path)) {
		ret = topology_load_uniform(topology, name, err);
	} else {
		ret = named_check(name, path, PLAN_TOPOLOGIES, ".topo",
				  "topology", "`numaboot list topologies`",
				  err);
		if (ret == 0)
			ret = topology_load(topology, path, err);
	}
	free(text);
	free(path);
	return ret;
}

int plan_add_topology(struct plan *plan, const char *name, struct error *err)
{
	struct topology *topology;
	int ret = plan_check_text("a topology's name", name, err);

	if (ret)
		return ret;
	plan->topologies = xgrow(plan->topologies, plan->topology_count,
				 sizeof(*plan->topologies));
	topology = &plan->topologies[plan->topology_count];
	ret = plan_load_topology(topology, name, err);
	for (int i = 0; ret == 0 && i < plan->topology_count; i++)
		if (strcmp(plan->topologies[i].name, topology->name) == 0)
			ret = error_set(err, EINVAL,
					"topology %s stands twice in the plan",
					topology->name);
	if (ret == 0)
		plan->topology_count++;
	return ret;
}

static int add_mapping(struct plan *plan, const char *name, struct error *err)
{
	enum mapping mapping;

	if (mapping_parse(name, &mapping))
		return error_set(err, EINVAL,
				 "found mapping `%s`, expected 1G, 2M or 4K",
				 name);
	for (int i = 0; i < plan->mapping_count; i++)
		if (plan->mappings[i] == mapping)
			return error_set(err, EINVAL,
					 "mapping %s stands twice in the plan",
					 name);
	plan->mappings = xgrow(plan->mappings, plan->mapping_count,
			       sizeof(*plan->mappings));
	plan->mappings[plan->mapping_count++] = mapping;
	return 0;
}

static int refuse_workload(const char *name, struct error *err)
{
	struct near near = { .wanted = name };

	for (const struct workload *const *at = workloads_all(); *at; at++)
		near_offer(&near, (*at)->name);
	return near_set(err, EINVAL, &near,
			"found workload `%s`, expected one of %s", name,
			workloads_names());
}

static int add_workload(struct plan *plan, const char *name,
			struct error *err)
{
	const struct workload *workload = workloads_find(name);

	if (!workload)
		return refuse_workload(name, err);
	for (int i = 0; i < plan->workload_count; i++)
		if (plan->workloads[i] == workload)
			return error_set(err, EINVAL,
					 "workload %s stands twice in the plan",
					 name);
	plan->workloads = xgrow(plan->workloads, plan->workload_count,
				sizeof(*plan->workloads));
	plan->workloads[plan->workload_count++] = workload;
	return 0;
}

static int set_number(uint64_t *number, const char *key, const char *value,
		      uint64_t min, uint64_t max, struct error *err)
{
	if (parse_u64(value, number) || *number < min || *number > max)
		return error_set(err, EINVAL,
				 "found %s `%s`, expected a number from %llu to %llu",
				 key, value, (unsigned long long)min,
				 (unsigned long long)max);
	return 0;
}

static int set_engine(struct plan *plan, const char *value,
		      struct error *err)
{
	for (int i = 0; i <= ENGINE_TIMED; i++) {
		if (strcmp(value, engine_name(i)) == 0) {
			plan->engine = i;
			return 0;
		}
	}
	return error_set(err, EINVAL,
			 "found engine `%s`, expected exact or timed", value);
}

static int set_mmu(struct plan *plan, const char *name, struct error *err)
{
	struct mmu_parameters checked;
	int ret;

	free(plan->mmu);
	plan->mmu = named_file(name, MMU_PARAMETERS, ".ini");
	ret = named_check(name, plan->mmu, MMU_PARAMETERS, ".ini", "mmu",
			  MMU_PARAMETERS, err);
	return ret ? ret : mmu_parameters_read(&checked, plan->mmu, err);
}

bool plan_has_key(const char *key)
{
	size_t length = strlen(key);

	for (const char *at = KEYS; at; at = strchr(at, ',')) {
		at += strspn(at, ", ");
		if (strcspn(at, ",") == length &&
		    strncmp(at, key, length) == 0)
			return true;
	}
	return strcmp(key, "model") == 0;
}

static int set_scalar(struct plan *plan, const char *key, const char *value,
		      struct error *err)
{
	uint64_t number = 0;
	int ret;

	if (strcmp(key, "description") == 0) {
		free(plan->description);
		plan->description = xstrdup(value);
		return 0;
	}
	if (strcmp(key, "engine") == 0)
		return set_engine(plan, value, err);
	if (strcmp(key, "layout") == 0)
		return layout_set(plan, value, err);
	if (strcmp(key, "seed") == 0)
		return set_number(&plan->seed, key, value, 0, INT64_MAX, err);
	if (strcmp(key, "blocks") == 0) {
		ret = set_number(&number, key, value, 1, MAX_BLOCKS, err);
		plan->blocks = number;
		return ret;
	}
	/* "model" is its former name. */
	if (strcmp(key, "mmu") == 0 || strcmp(key, "model") == 0)
		return set_mmu(plan, value, err);
	if (strcmp(key, "timeout") == 0) {
		ret = set_number(&number, key, value, 1, MAX_TIMEOUT_S, err);
		plan->timeout_ns = number * NS_PER_S;
		plan->timeout_given = true;
		return ret;
	}
	return error_set(err, EINVAL,
			 "expected one of " KEYS ", not `%s`",
			 key);
}

static int set_list(struct plan *plan, const struct catalog *catalog,
		    const char *key, char **words, struct error *err)
{
	int ret = 0;

	for (char **word = words; *word && ret == 0; word++) {
		if (strcmp(key, "arms") == 0)
			ret = plan_add_arm(plan, catalog, *word, err);
		else if (strcmp(key, "topologies") == 0)
			ret = plan_add_topology(plan, *word, err);
		else if (strcmp(key, "mappings") == 0)
			ret = add_mapping(plan, *word, err);
		else
			ret = add_workload(plan, *word, err);
	}
	return ret;
}

int plan_set(struct plan *plan, const struct catalog *catalog,
	     const char *key, const char *value, struct error *err)
{
	static const char *const lists[] = {
		"arms", "topologies", "mappings", "workloads",
	};

	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		char **words;
		int ret;

		if (strcmp(key, lists[i]))
			continue;
		parse_words(value, &words);
		ret = set_list(plan, catalog, key, words, err);
		free(words);
		return ret;
	}
	if (strcmp(key, "arm") == 0)
		return plan_add_arm(plan, catalog, value, err);
	if (strcmp(key, "config-file") == 0 || strcmp(key, "make") == 0)
		return arm_options_add(plan, key, value, err);
	return set_scalar(plan, key, value, err);
}
