// SPDX-License-Identifier: GPL-2.0-only
#include "session/answers.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "boot/stops.h"
#include "lib/alloc.h"

void answers_ask(struct questions *questions, const struct question *question)
{
	for (size_t i = 0; i < questions->count; i++)
		if (strcmp(questions->list[i].name, question->name) == 0)
			return;
	questions->list = xgrow(questions->list, questions->count,
				sizeof(*questions->list));
	questions->list[questions->count++] = *question;
}

static void ask(struct questions *questions, const char *name)
{
	answers_ask(questions, &(const struct question){ .name = name });
}

/* The largest of all; memory that comes later is a question of its own. */
static void ask_topologies(struct questions *questions,
			   const struct plan *plan)
{
	struct question largest = { .name = NEEDS_TOPOLOGY };
	bool added = false, removed = false;

	for (int i = 0; i < plan->topology_count; i++) {
		const struct topology *t = &plan->topologies[i];

		if (t->guest_node_count > largest.nodes)
			largest.nodes = t->guest_node_count;
		if (t->cpu_count > largest.cpus)
			largest.cpus = t->cpu_count;
		added = added || topology_hot_added_nodes(t);
	}
	for (int i = 0; i < plan->workload_count; i++)
		removed = removed || plan->workloads[i]->tasks &
					     GUEST_TASK(GUEST_UNPLUG);
	if (plan->topology_count)
		answers_ask(questions, &largest);
	if (added)
		ask(questions, NEEDS_HOTADD);
	if (added && removed)
		ask(questions, NEEDS_UNPLUG);
}

static void ask_parameters(struct questions *questions,
			   const struct needs *needs, const char *parameters)
{
	char *copy = xstrdup(parameters);
	char *rest = copy, *word;

	while ((word = strsep(&rest, " "))) {
		const char *name = needs_of_parameter(needs, word);

		if (name)
			ask(questions, name);
	}
	free(copy);
}

void answers_ask_mapping(struct questions *questions, enum mapping mapping)
{
	ask(questions, mapping_name(mapping));
}

void answers_ask_plan(struct questions *questions, const struct needs *needs,
		      const struct plan *plan, const struct arm *arm)
{
	ask(questions, NEEDS_BOOT);
	ask_topologies(questions, plan);
	for (int i = 0; i < plan->workload_count; i++)
		ask(questions, plan->workloads[i]->name);
	for (int i = 0; i < plan->topology_count; i++)
		ask_parameters(questions, needs,
			       plan->topologies[i].parameters);
	if (arm)
		ask_parameters(questions, needs, arm->parameters);
}

enum fact answers_functions(const struct workload *workload,
			    const struct symbols *symbols,
			    const struct era *era, const struct sysmap *map,
			    char **why)
{
	struct error err;
	int ret = 0;

	*why = NULL;
	if (!workload_is_profiled(workload) && !workload->stops)
		return FACT_YES;
	if (!map) {
		*why = xstrdup("no symbols");
		return FACT_NO;
	}
	if (workload_is_profiled(workload))
		ret = symbols_check(symbols, era, map, &err);
	if (ret == 0)
		ret = stops_check(workload, map, &err);
	if (ret)
		*why = xstrdup(err.text);
	return ret ? FACT_NO : FACT_YES;
}

static void add_reason(char **reasons, const char *question, const char *why)
{
	char *longer = xasprintf("%s%s%s: %s", *reasons ? *reasons : "",
				 *reasons ? "; " : "", question, why);

	free(*reasons);
	*reasons = longer;
}

int answers_check(const struct questions *questions,
		  const struct needs *needs, const struct facts *facts,
		  const char *name, struct error *err)
{
	char *reasons = NULL;
	int ret = 0;

	for (size_t i = 0; i < questions->count; i++) {
		const struct question *question = &questions->list[i];
		char *why;

		if (needs_answer(needs, facts, question, &why) == FACT_NO)
			add_reason(&reasons, question->name, why);
		free(why);
	}
	if (reasons)
		ret = error_set(err, EINVAL,
				"kernel %s cannot answer what is asked: %s (by its %s)",
				name, reasons, facts->config_from ?
				facts->config_from : "functions");
	free(reasons);
	return ret;
}
