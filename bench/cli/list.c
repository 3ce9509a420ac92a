// SPDX-License-Identifier: GPL-2.0-only
#include "cli/list.h"

#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "guest/tasks.h"
#include "kernel/naming.h"
#include "lib/alloc.h"
#include "lib/file.h"
#include "lib/root.h"
#include "machine/topology.h"
#include "plan/plan.h"
#include "workload/metrics.h"
#include "workload/registry.h"

static json_t *words_json(char *const *words)
{
	json_t *list = json_array();

	for (; words && *words; words++)
		json_array_append_new(list, json_string(*words));
	return list;
}

static json_t *engines_json(const struct workload *workload)
{
	json_t *list = json_array();

	if (workload->engines != ENGINES_TIMED)
		json_array_append_new(list,
				      json_string(engine_name(ENGINE_EXACT)));
	if (workload->engines != ENGINES_EXACT)
		json_array_append_new(list,
				      json_string(engine_name(ENGINE_TIMED)));
	return list;
}

static json_t *tasks_json(const struct workload *workload)
{
	char *names = guest_tasks_names(workload->tasks);
	json_t *json = names ? json_string(names) : json_null();

	free(names);
	return json;
}

static json_t *tables_json(const struct workload *workload)
{
	const struct table *table = workload->tables;
	json_t *list = json_array();

	for (; table && table->file; table++)
		json_array_append_new(list, json_pack("{s:s, s:s}", "file",
						      table->file, "columns",
						      table->columns));
	return list;
}

static json_t *metrics_json(const struct workload *workload)
{
	json_t *list = json_array();

	for (const struct metric *at = workload->metrics; at->name; at++)
		json_array_append_new(list, json_string(at->name));
	return list;
}

static json_t *make_workloads(struct error *err)
{
	json_t *list = json_array();

	(void)err;
	for (const struct workload *const *at = workloads_all(); *at; at++)
		json_array_append_new(list, json_pack(
			"{s:s, s:s, s:o, s:s?, s:o, s:s?, s:s?, s:b, s:o, s:o}",
			"name", (*at)->name, "question", (*at)->question,
			"engines", engines_json(*at),
			"parameters", (*at)->parameters,
			"tasks", tasks_json(*at), "program", (*at)->program,
			"arguments", (*at)->arguments,
			"command", (*at)->print != NULL,
			"tables", tables_json(*at),
			"metrics", metrics_json(*at)));
	return list;
}

static json_t *workloads_with(const struct metric *metrics)
{
	json_t *list = json_array();

	for (const struct workload *const *at = workloads_all(); *at; at++)
		if ((*at)->metrics == metrics)
			json_array_append_new(list, json_string((*at)->name));
	if (metrics == metrics_common)
		json_array_append_new(list, json_string("all"));
	return list;
}

static void add_metrics(void *context, const struct metric *metrics,
			const struct workload *workload)
{
	(void)workload;
	for (const struct metric *at = metrics; at->name; at++)
		json_array_append_new(context, json_pack(
			"{s:s, s:s, s:s, s:s, s:f, s:s?, s:s?, s:s?, s:o, s:s}",
			"name", at->name, "unit", at->unit,
			"class", metric_class(at), "direction", at->direction,
			"min_effect", at->min_effect, "show", at->show,
			"role", at->role, "title", at->title,
			"workloads", workloads_with(metrics),
			"description", at->description));
}

static json_t *make_metrics(struct error *err)
{
	json_t *list = json_array();

	(void)err;
	metrics_each(add_metrics, list);
	return list;
}

static json_t *plan_json(const struct plan *plan)
{
	json_t *arms = json_array(), *topologies = json_array();
	json_t *workloads = json_array();

	for (int i = 0; i < plan->arm_count; i++)
		json_array_append_new(arms, json_string(plan->arms[i].name));
	for (int i = 0; i < plan->topology_count; i++)
		json_array_append_new(topologies,
				      json_string(plan->topologies[i].name));
	for (int i = 0; i < plan->workload_count; i++)
		json_array_append_new(workloads,
				      json_string(plan->workloads[i]->name));
	return json_pack("{s:s, s:s, s:s, s:i, s:o, s:o, s:o}",
			 "name", plan->name, "description",
			 plan->description ? plan->description : "",
			 "engine", engine_name(plan->engine),
			 "blocks", plan->blocks, "arms", arms,
			 "topologies", topologies, "workloads", workloads);
}

static json_t *topology_json(const struct topology *topology)
{
	uint64_t bytes = 0;

	for (unsigned int nid = 0; nid < topology->node_count; nid++)
		bytes += topology->nodes[nid].memory_bytes;
	return json_pack("{s:s, s:s, s:i, s:i, s:I}", "name", topology->name,
			 "description", topology->description,
			 "nodes", (int)topology->node_count,
			 "cpus", (int)topology->cpu_count,
			 "memory_bytes", (json_int_t)bytes);
}

static int add_plan(json_t *list, const struct catalog *catalog,
		    const char *path, struct error *err)
{
	struct plan plan = { 0 };
	int ret = plan_load(&plan, catalog, path, err);

	if (ret == 0)
		json_array_append_new(list, plan_json(&plan));
	plan_release(&plan);
	return ret;
}

static int add_topology(json_t *list, const struct catalog *catalog,
			const char *path, struct error *err)
{
	struct topology topology;
	int ret = topology_load(&topology, path, err);

	(void)catalog;
	if (ret == 0)
		json_array_append_new(list, topology_json(&topology));
	return ret;
}

/* Every file of a folder of ours that ends in @suffix. */
static int add_files(json_t *list, const struct catalog *catalog,
		     const char *folder, const char *suffix,
		     int (*add)(json_t *list, const struct catalog *catalog,
				const char *path, struct error *err),
		     struct error *err)
{
	char *root = root_path(folder);
	char **names = NULL;
	int count = directory_list(root, &names, err);
	int ret = count < 0 ? count : 0;

	for (int i = 0; i < count && ret == 0; i++) {
		const char *end = strrchr(names[i], '.');
		char *path = xasprintf("%s/%s", root, names[i]);

		if (end && strcmp(end, suffix) == 0)
			ret = add(list, catalog, path, err);
		free(path);
	}
	directory_list_free(names);
	free(root);
	return ret;
}

static int load_catalog(struct catalog *catalog, struct error *err)
{
	char *variants = root_path("kernels/variants.ini");
	int ret = catalog_load(catalog, variants, err);

	free(variants);
	return ret;
}

/* A list is whole or none. */
static json_t *finish(json_t *list, int ret)
{
	if (ret == 0)
		return list;
	json_decref(list);
	return NULL;
}

static json_t *make_plans(struct error *err)
{
	struct catalog catalog = { 0 };
	json_t *list = json_array();
	int ret = load_catalog(&catalog, err);

	if (ret == 0)
		ret = add_files(list, &catalog, "bench/plans", ".plan",
				add_plan, err);
	catalog_release(&catalog);
	return finish(list, ret);
}

static json_t *make_topologies(struct error *err)
{
	json_t *list = json_array();

	return finish(list, add_files(list, NULL, "bench/topologies", ".topo",
				      add_topology, err));
}

json_t *list_kernel(const struct variant *variant)
{
	char *brief = naming_short(variant);
	json_t *entry = json_pack("{s:s, s:s, s:s, s:o, s:o}",
				  "name", variant->name,
				  "short", brief ? brief : variant->name,
				  "base", variant->base->name,
				  "patches", words_json(variant->patches),
				  "config", words_json(variant->config));

	free(brief);
	return entry;
}

static json_t *make_kernels(struct error *err)
{
	struct catalog catalog = { 0 };
	json_t *list = json_array();
	int ret = load_catalog(&catalog, err);

	for (int i = 0; i < catalog.variant_count && ret == 0; i++)
		json_array_append_new(list,
				      list_kernel(&catalog.variants[i]));
	catalog_release(&catalog);
	return finish(list, ret);
}

static json_t *make_commands(struct error *err)
{
	json_t *list = json_array();

	(void)err;
	for (const struct command *at = commands_own; at->name; at++)
		json_array_append_new(list, json_pack("{s:s, s:s}", "name",
						      at->name, "summary",
						      at->summary));
	for (const struct workload *const *at = workloads_all(); *at; at++)
		if ((*at)->print)
			json_array_append_new(list, json_pack(
				"{s:s, s:s+}", "name", (*at)->name, "summary",
				"say ", (*at)->question));
	return list;
}

#define COLUMNS(...) ((const char *const[]){ __VA_ARGS__, NULL })

const struct list_kind list_kinds[] = {
	{ "workloads", COLUMNS("name", "question"), make_workloads },
	{ "metrics", COLUMNS("name", "unit", "class", "direction",
			     "min_effect", "workloads", "description"),
	  make_metrics },
	{ "plans", COLUMNS("name", "description"), make_plans },
	{ "topologies", COLUMNS("name", "description"), make_topologies },
	{ "kernels", COLUMNS("name", "short", "base", "patches"), make_kernels },
	{ "commands", COLUMNS("name", "summary"), make_commands },
	{ 0 },
};
