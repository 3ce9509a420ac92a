// SPDX-License-Identifier: GPL-2.0-only
#include "cli/kernel-check.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/booting.h"
#include "kernel/build.h"
#include "kernel/era.h"
#include "kernel/expected.h"
#include "kernel/fit.h"
#include "kernel/image.h"
#include "kernel/kernel.h"
#include "kernel/naming.h"
#include "kernel/ownmap.h"
#include "kernel/pace.h"
#include "kernel/source.h"
#include "kernel/worktree.h"
#include "lib/alloc.h"
#include "lib/clock.h"
#include "lib/jsonfile.h"
#include "lib/root.h"
#include "plan/plan.h"
#include "session/answers.h"
#include "workload/registry.h"

/**
 * struct checked - one kernel that is looked at
 * @kind: what its name meant
 * @map: its symbols, when @has_map
 * @unmapped: why it has none
 * @era: what its age needs
 * @options: of a tree
 */
struct checked {
	const char *kind;
	struct kernel kernel;
	struct facts facts;
	struct sysmap map;
	bool has_map;
	char *unmapped;
	struct era era;
	struct options options;
	struct needs needs;
	struct symbols *symbols;
};

static int load_map(struct checked *checked, struct error *err)
{
	const struct kernel *kernel = &checked->kernel;
	struct error why;
	struct fit fit = { 0 };
	char *banner = NULL;
	int ret;

	if (!kernel->symbols) {
		ret = ownmap_load(&checked->map, &banner, kernel->image,
				  jsonfile_text(kernel->manifest,
						"image_sha256"), &why);
		free(banner);
		checked->has_map = ret == 0;
		if (ret)
			checked->unmapped = xstrdup(why.text);
		return 0;
	}
	ret = sysmap_load(&checked->map, kernel->symbols, err);
	if (ret == 0 && kernel->given)
		ret = fit_check(&fit, kernel->image, &checked->map,
				kernel->symbols, err);
	fit_release(&fit);
	checked->has_map = ret == 0;
	return ret;
}

static int look_at_image(struct checked *checked, struct error *err)
{
	int ret = facts_read(&checked->facts, &checked->kernel, err);

	return ret ? ret : load_map(checked, err);
}

/* A variant is looked at where it is built, and else taken at its word. */
static int look_at_variant(struct checked *checked,
			   const struct catalog *catalog,
			   const struct variant *variant, struct error *err)
{
	char key[DIGEST_HEX_SIZE];
	char *folder = NULL;
	int ret = build_find(catalog, variant, key, &folder, err);

	checked->kind = ret > 0 ? "kept" : "variant";
	checked->kernel.name = xstrdup(variant->name);
	if (ret == 0)
		ret = expected_variant(&checked->facts, catalog, variant, err);
	if (ret == 0 && variant->base->source->release)
		checked->facts.release =
			xstrdup(variant->base->source->release);
	if (ret > 0) {
		checked->kernel.image = xasprintf("%s/bzImage", folder);
		checked->kernel.symbols = xasprintf("%s/System.map", folder);
		ret = look_at_image(checked, err);
	}
	free(folder);
	return ret;
}

static int look_at_tree(struct checked *checked,
			const struct catalog *catalog, const char *spec,
			struct error *err)
{
	size_t length = worktree_split(spec);
	char *tree = xasprintf("%.*s", (int)length, spec);
	int ret;

	checked->kind = "tree";
	checked->kernel.name = xstrdup(spec);
	ret = expected_tree(&checked->facts, &checked->options, catalog,
			    &checked->needs, tree,
			    spec[length] ? spec + length + 1 : NULL, err);
	free(tree);
	return ret;
}

/* Of a user's .config, without a kernel. */
static int look_at_config(struct checked *checked, const char *path,
			  struct error *err)
{
	checked->kind = "configuration";
	checked->kernel.name = xstrdup(path);
	return expected_config(&checked->facts, path, err);
}

static int look_at(struct checked *checked, const struct catalog *catalog,
		   const char *spec, const struct check_wish *wish,
		   struct error *err)
{
	const struct variant *variant;
	char *path = root_path("kernels/symbols.ini");
	int ret = needs_read(&checked->needs, catalog->folder, err);

	if (ret == 0)
		ret = symbols_read(&checked->symbols, path, err);
	free(path);
	if (ret)
		return ret;
	if (wish->is_config)
		return look_at_config(checked, spec, err);
	ret = naming_find(catalog, spec, &variant, err);
	if (ret == 0)
		return look_at_variant(checked, catalog, variant, err);
	if (ret != -ESRCH)
		return ret;
	if (worktree_split(spec))
		return look_at_tree(checked, catalog, spec, err);
	checked->kind = "image";
	ret = kernel_find(&checked->kernel, catalog, spec,
			  &(struct kernel_wish){ .symbols = wish->symbols },
			  err);
	return ret ? ret : look_at_image(checked, err);
}

/* What is built here is built once for each of the two. */
static enum fact judge_age(const struct checked *checked, const char *name,
			   char **why)
{
	bool small = strcmp(checked->kind, "image") == 0 &&
		     booting_pages(checked->kernel.manifest) == KERNEL_PAGES_4K;

	if (small && (strcmp(name, "2M") == 0 || strcmp(name, NEEDS_1G) == 0)) {
		*why = xstrdup("CONFIG_DEBUG_PAGEALLOC=y, which maps 4K always before 3.19");
		return FACT_NO;
	}
	if (strcmp(name, NEEDS_MOVABLE_NODE) == 0 && checked->facts.unread &&
	    !era_has_parameter(&checked->era, name)) {
		*why = xstrdup("not built yet; before 3.13 only a series brings the parameter");
		return FACT_UNKNOWN;
	}
	return FACT_YES;
}

static enum fact judge_functions(const struct checked *checked,
				 const char *name, char **why)
{
	const struct workload *workload = workloads_find(name);
	enum fact answer;

	if (!workload)
		return FACT_YES;
	answer = answers_functions(workload, checked->symbols, &checked->era,
				   checked->has_map ? &checked->map : NULL,
				   why);
	if (answer != FACT_NO || checked->has_map)
		return answer;
	free(*why);
	*why = xstrdup(checked->unmapped ? checked->unmapped :
		       "its functions are known when it is built");
	return checked->unmapped ? FACT_NO : FACT_UNKNOWN;
}

/* How large a topology may be. */
static char *tell_limits(const struct checked *checked)
{
	unsigned int nodes = needs_hold(&checked->needs, &checked->facts,
					NEED_LIMITS_NODES);
	unsigned int cpus = needs_hold(&checked->needs, &checked->facts,
				       NEED_LIMITS_CPUS);

	return nodes && cpus ? xasprintf("up to %u nodes and %u CPUs", nodes,
					 cpus) : NULL;
}

/* The first no, or the first that is not known. */
static json_t *answer(const struct checked *checked,
		      const struct question *question)
{
	char *reasons[3] = { NULL, NULL, NULL };
	const enum fact facts[] = {
		needs_answer(&checked->needs, &checked->facts, question,
			     &reasons[0]),
		judge_age(checked, question->name, &reasons[1]),
		judge_functions(checked, question->name, &reasons[2]),
	};
	enum fact all = FACT_YES;
	const char *why = NULL;
	json_t *entry;

	for (int i = 0; i < 3; i++) {
		if (facts[i] == FACT_YES || all == FACT_NO ||
		    (all == FACT_UNKNOWN && facts[i] == FACT_UNKNOWN))
			continue;
		all = facts[i];
		why = reasons[i];
	}
	if (all == FACT_YES && strcmp(question->name, NEEDS_TOPOLOGY) == 0)
		why = reasons[0] = tell_limits(checked);
	entry = json_pack("{s:s, s:s, s:s*}", "question", question->name,
			  "answer", fact_name(all), "why", why);
	for (int i = 0; i < 3; i++)
		free(reasons[i]);
	return entry;
}

static void ask_all(struct questions *questions)
{
	static const char *const others[] = {
		"2M", NEEDS_4K, NEEDS_1G, NEEDS_HOTADD, NEEDS_UNPLUG,
		NEEDS_MOVABLE_NODE,
	};
	/* As many as any topology of ours has. */
	const struct question largest = {
		.name = NEEDS_TOPOLOGY, .nodes = 8, .cpus = 32,
	};

	answers_ask(questions, &(struct question){ .name = NEEDS_BOOT });
	answers_ask(questions, &largest);
	for (const struct workload *const *all = workloads_all(); *all; all++)
		answers_ask(questions,
			    &(struct question){ .name = (*all)->name });
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		answers_ask(questions, &(struct question){ .name = others[i] });
}

static bool is_plain_question(const char *word)
{
	static const char *const words[] = {
		NEEDS_BOOT, NEEDS_HOTADD, NEEDS_UNPLUG, NULL,
	};

	for (int i = 0; words[i]; i++)
		if (strcmp(word, words[i]) == 0)
			return true;
	return false;
}

/* A word is what it would be in a plan. */
static int ask_word(struct questions *questions, struct plan *plan,
		    const struct catalog *catalog, const struct needs *needs,
		    const char *word, struct error *err)
{
	const char *parameter = needs_of_parameter(needs, word);
	enum mapping mapping;

	if (strcmp(word, "compare") == 0)
		return plan_set(plan, catalog, "workloads", "count placement",
				err);
	if (workloads_find(word))
		return plan_set(plan, catalog, "workloads", word, err);
	if (mapping_parse(word, &mapping) == 0)
		return plan_set(plan, catalog, "mappings", word, err);
	if (parameter || is_plain_question(word)) {
		answers_ask(questions, &(struct question){
			.name = parameter ? parameter : word });
		return 0;
	}
	if (plan_set(plan, catalog, "topologies", word, err))
		return error_set(err, EINVAL,
				 "found question `%s`, expected compare, boot, hotadd, unplug, a workload (%s), a mapping (1G, 2M, 4K), a parameter such as movable_node, or a topology",
				 word, workloads_names());
	return 0;
}

static int ask_words(struct questions *questions, struct plan *plan,
		     const struct catalog *catalog, const struct needs *needs,
		     char *words, struct error *err)
{
	char *word;
	int ret = 0;

	while (ret == 0 && (word = strsep(&words, " ")))
		if (*word)
			ret = ask_word(questions, plan, catalog, needs, word,
				       err);
	if (ret)
		return ret;
	answers_ask_plan(questions, needs, plan, NULL);
	for (int i = 0; i < plan->mapping_count; i++)
		answers_ask_mapping(questions, plan->mappings[i]);
	return ret;
}

static json_t *answer_all(const struct checked *checked,
			  const struct questions *questions)
{
	json_t *answers = json_array();

	for (size_t i = 0; i < questions->count; i++)
		json_array_append_new(answers,
				      answer(checked, &questions->list[i]));
	return answers;
}

static json_t *list_words(char *const *words)
{
	json_t *list = json_array();

	for (; words && *words; words++)
		json_array_append_new(list, json_string(*words));
	return list;
}

static json_t *describe(const struct checked *checked,
			const struct plan *plan)
{
	const struct facts *facts = &checked->facts;
	const char *slowed_by = pace_slowed_by(facts, checked->has_map ?
					       &checked->map : NULL);
	json_int_t deadline_s = plan->timeout_ns / NS_PER_S *
				pace_factor(slowed_by);

	return json_pack("{s:s, s:s, s:s?, s:s?, s:s?, s:s, s:s?, s:s?, s:I, s:s?, s:o, s:o, s:o}",
			 "name", checked->kernel.name, "kind", checked->kind,
			 "release", facts->release, "banner", facts->banner,
			 "compression", facts->compression,
			 "kaslr", fact_name(facts->kaslr),
			 "configuration", facts->config_from,
			 "unread", facts->unread,
			 "deadline_s", deadline_s, "slowed_by", slowed_by,
			 "era", list_words(checked->era.files.list),
			 "options_unknown",
			 list_words(checked->options.unknown.words),
			 "options_older",
			 list_words(checked->options.older.words));
}

static void release(struct checked *checked)
{
	kernel_release(&checked->kernel);
	facts_release(&checked->facts);
	if (checked->has_map)
		sysmap_release(&checked->map);
	free(checked->unmapped);
	era_release(&checked->era);
	options_release(&checked->options);
	needs_release(&checked->needs);
	symbols_free(checked->symbols);
}

json_t *kernel_check(const struct catalog *catalog, const char *spec,
		     const struct check_wish *wish, struct error *err)
{
	struct checked checked = { 0 };
	struct questions questions = { 0 };
	char *words = xstrdup(wish->asked ? wish->asked : "");
	struct plan plan;
	json_t *said = NULL;
	int ret = look_at(&checked, catalog, spec, wish, err);

	plan_init(&plan, "check");
	if (ret == 0)
		ret = era_find(&checked.era, checked.facts.release, err);
	if (ret == 0 && wish->asked)
		ret = ask_words(&questions, &plan, catalog, &checked.needs,
				words, err);
	if (ret == 0 && !wish->asked)
		ask_all(&questions);
	if (ret == 0) {
		said = describe(&checked, &plan);
		json_object_set_new(said, "answers",
				    answer_all(&checked, &questions));
	}
	free(questions.list);
	plan_release(&plan);
	free(words);
	release(&checked);
	errno = -ret;
	return said;
}
