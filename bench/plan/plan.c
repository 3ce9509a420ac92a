// SPDX-License-Identifier: GPL-2.0-only
#include "plan/plan.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/cache.h"
#include "lib/alloc.h"
#include "lib/clock.h"
#include "lib/file.h"
#include "lib/inifile.h"
#include "lib/parse.h"
#include "lib/root.h"
#include "machine/topology-uniform.h"
#include "mmu/parameters.h"
#include "workload/registry.h"

#define DEFAULT_TIMEOUT_S 120
#define MAX_TIMEOUT_S 86400
#define MAX_BLOCKS 100000

static const char *const engine_names[] = {
	[ENGINE_EXACT] = "exact",
	[ENGINE_TIMED] = "timed",
};

const char *engine_name(enum engine engine)
{
	return engine_names[engine];
}

/*
 * Where the kernel's part of an arm ends.  A path may hold a '+' too, so
 * the first one after which a kernel has been named counts.
 */
static size_t kernel_length(const struct catalog *catalog, const char *text)
{
	for (const char *plus = strchr(text, '+'); plus;
	     plus = strchr(plus + 1, '+')) {
		char *name = xasprintf("%.*s", (int)(plus - text), text);
		bool known = catalog_find(catalog, name);

		name[strcspn(name, ":")] = '\0';
		known = known || file_exists(name);
		free(name);
		if (known)
			return plus - text;
	}
	return file_exists(text) ? strlen(text) : strcspn(text, "+");
}

void plan_add_arm(struct plan *plan, const struct catalog *catalog,
		  const char *text)
{
	size_t length = kernel_length(catalog, text);
	struct arm *arm;
	int same = 0;

	for (int i = 0; i < plan->arm_count; i++) {
		size_t known = strcspn(plan->arms[i].name, "#");

		same += known == strlen(text) &&
			strncmp(plan->arms[i].name, text, known) == 0;
	}
	plan->arms = xgrow(plan->arms, plan->arm_count, sizeof(*plan->arms));
	arm = &plan->arms[plan->arm_count++];
	arm->name = same ? xasprintf("%s#%d", text, same + 1) : xstrdup(text);
	arm->kernel = xasprintf("%.*s", (int)length, text);
	arm->parameters = xstrdup(text[length] ? text + length + 1 : "");
	for (char *at = arm->parameters; *at; at++)
		if (*at == '+')
			*at = ' ';
}

#define MODELS "bench/mmu"
#define DEFAULT_MODEL "cascade-lake"

/* The name of a file of ours, or any path. */
static char *named_file(const char *name, const char *folder,
			const char *suffix)
{
	char *relative = xasprintf("%s/%s%s", folder, name, suffix);
	char *path = root_path(relative);

	free(relative);
	if (!strpbrk(name, "/.") || (!strchr(name, '/') && file_exists(path)))
		return path;
	free(path);
	return xstrdup(name);
}

/* A file for people and for the evidence; it depends on the name only. */
static int write_uniform(const char *name, const char *text, char **path,
			 struct error *err)
{
	char *cache = cache_folder();
	char *folder = xasprintf("%s/topologies", cache);
	int ret = directory_make(folder, err);

	free(*path);
	*path = xasprintf("%s/%s.topo", folder, name);
	if (ret == 0)
		ret = file_write(*path, text, strlen(text), err);
	free(folder);
	free(cache);
	return ret;
}

/* The topology's file; it is made where the name says what is in it. */
static int find_topology(const char *name, char **path, bool *uniform,
			 struct error *err)
{
	char *text = topology_uniform_text(name);
	int ret = 0;

	*path = named_file(name, "bench/topologies", ".topo");
	*uniform = text && !file_exists(*path);
	if (*uniform)
		ret = write_uniform(name, text, path, err);
	free(text);
	return ret;
}

static int add_topology(struct plan *plan, const char *name,
			struct error *err)
{
	struct topology *topology;
	bool uniform;
	char *path;
	int ret = find_topology(name, &path, &uniform, err);

	plan->topologies = xgrow(plan->topologies, plan->topology_count,
				 sizeof(*plan->topologies));
	topology = &plan->topologies[plan->topology_count];
	if (ret == 0)
		ret = topology_load(topology, path, err);
	topology->uniform = uniform;
	for (int i = 0; ret == 0 && i < plan->topology_count; i++)
		if (strcmp(plan->topologies[i].name, topology->name) == 0)
			ret = error_set(err, EINVAL,
					"topology %s stands twice in the plan",
					topology->name);
	if (ret == 0)
		plan->topology_count++;
	free(path);
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

static int add_workload(struct plan *plan, const char *name,
			struct error *err)
{
	const struct workload *workload = workloads_find(name);

	if (!workload)
		return error_set(err, EINVAL,
				 "found workload `%s`, expected one of %s",
				 name, workloads_names());
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
		if (strcmp(value, engine_names[i]) == 0) {
			plan->engine = i;
			return 0;
		}
	}
	return error_set(err, EINVAL,
			 "found engine `%s`, expected exact or timed", value);
}

static int set_model(struct plan *plan, const char *name, struct error *err)
{
	struct mmu_parameters checked;

	free(plan->model);
	plan->model = named_file(name, MODELS, ".ini");
	return mmu_parameters_read(&checked, plan->model, err);
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
	if (strcmp(key, "seed") == 0)
		return set_number(&plan->seed, key, value, 0, INT64_MAX, err);
	if (strcmp(key, "blocks") == 0) {
		ret = set_number(&number, key, value, 1, MAX_BLOCKS, err);
		plan->blocks = number;
		return ret;
	}
	if (strcmp(key, "model") == 0)
		return set_model(plan, value, err);
	if (strcmp(key, "timeout") == 0) {
		ret = set_number(&number, key, value, 1, MAX_TIMEOUT_S, err);
		plan->timeout_ns = number * NS_PER_S;
		return ret;
	}
	return error_set(err, EINVAL,
			 "expected one of description, arms, topologies, mappings, workloads, engine, blocks, seed, timeout, model, not `%s`",
			 key);
}

static int set_list(struct plan *plan, const struct catalog *catalog,
		    const char *key, char **words, struct error *err)
{
	int ret = 0;

	for (char **word = words; *word && ret == 0; word++) {
		if (strcmp(key, "arms") == 0)
			plan_add_arm(plan, catalog, *word);
		else if (strcmp(key, "topologies") == 0)
			ret = add_topology(plan, *word, err);
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
	return set_scalar(plan, key, value, err);
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
	return check_arguments(plan, err);
}

void plan_init(struct plan *plan, const char *name)
{
	*plan = (struct plan){
		.name = xstrdup(name),
		.description = xstrdup(""),
		.blocks = 1,
		.seed = 1,
		.timeout_ns = DEFAULT_TIMEOUT_S * NS_PER_S,
		.model = named_file(DEFAULT_MODEL, MODELS, ".ini"),
	};
}

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

struct plan_file {
	struct plan *plan;
	const struct catalog *catalog;
};

static int handle_entry(void *context, const struct inifile_entry *entry,
			struct error *err)
{
	struct plan_file *file = context;
	int ret;

	if (strcmp(entry->section, "arguments") == 0)
		return set_arguments(file->plan, entry, err);
	if (strcmp(entry->section, "plan"))
		return inifile_reject(err, entry,
				      "section [plan] or [arguments], not [%s]",
				      entry->section);
	ret = plan_set(file->plan, file->catalog, entry->key, entry->value,
		       err);
	if (ret)
		error_prefix(err, "%s:%d: ", entry->path, entry->line);
	return ret;
}

int plan_load(struct plan *plan, const struct catalog *catalog,
	      const char *name, struct error *err)
{
	struct plan_file file = { plan, catalog };
	char *path = named_file(name, "bench/plans", ".plan");
	const char *slash = strrchr(path, '/');
	char *stem = xstrdup(slash ? slash + 1 : path);
	char *dot = strrchr(stem, '.');
	int ret;

	if (dot)
		*dot = '\0';
	plan_init(plan, stem);
	free(stem);
	plan->path = path;
	if (!file_exists(path))
		return error_set(err, ENOENT,
				 "plan %s: expected a file %s or a path", name,
				 path);
	ret = inifile_read(path, handle_entry, &file, err);
	return ret ? ret : plan_check(plan, err);
}

void plan_release(struct plan *plan)
{
	for (int i = 0; i < plan->arm_count; i++) {
		free(plan->arms[i].name);
		free(plan->arms[i].kernel);
		free(plan->arms[i].parameters);
	}
	for (int i = 0; i < plan->arguments_count; i++)
		free(plan->arguments[i].text);
	free(plan->arguments);
	free(plan->arms);
	free(plan->topologies);
	free(plan->mappings);
	free(plan->workloads);
	free(plan->path);
	free(plan->name);
	free(plan->description);
	free(plan->model);
	*plan = (struct plan){ 0 };
}
