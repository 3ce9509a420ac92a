// SPDX-License-Identifier: GPL-2.0-only
#include "plan/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/clock.h"
#include "lib/inifile.h"
#include "lib/memstream.h"
#include "lib/parse.h"
#include "mmu/parameters.h"
#include "plan/arm-options.h"
#include "plan/layout.h"
#include "plan/named-file.h"

/* Where a list goes on under its key again. */
#define LIST_WIDTH 72

/**
 * struct writing - a text that is made
 * @column: of the line, 0 when none is open
 * @lost: something could not be written
 */
struct writing {
	FILE *out;
	size_t column;
	bool lost;
};

/* As inih reads it: blanks around a value go, ` ;` begins a comment. */
static bool fits(const char *key, const char *value)
{
	size_t length = strlen(value);

	return strlen(key) + strlen(" = ") + length <= INIFILE_LINE_MAX &&
	       *value && !strchr(" \t;", *value) &&
	       !strchr(" \t", value[length - 1]) && !strstr(value, " ;") &&
	       !strstr(value, "\t;");
}

static void set(struct writing *writing, const char *key, const char *value)
{
	writing->lost = writing->lost || !fits(key, value);
	fprintf(writing->out, "%s = %s\n", key, value);
}

static void set_number(struct writing *writing, const char *key,
		       uint64_t value)
{
	fprintf(writing->out, "%s = %" PRIu64 "\n", key, value);
}

static void add_word(struct writing *writing, const char *key,
		     const char *word)
{
	writing->lost = writing->lost || !fits(key, word);
	if (writing->column + strlen(word) >= LIST_WIDTH) {
		fputc('\n', writing->out);
		writing->column = 0;
	}
	writing->column += fprintf(writing->out, writing->column ? " %s" :
				   "%s = %s", writing->column ? word : key,
				   word);
}

static void end_list(struct writing *writing)
{
	if (writing->column)
		fputc('\n', writing->out);
	writing->column = 0;
}

/* As the user wrote it. */
static char *arm_word(const struct arm *arm)
{
	return arm->labelled ? xasprintf("%s=%s", arm->label, arm->written) :
			       xstrdup(arm->written);
}

/* A kernel's path may have blanks: it is no word of a list. */
static void add_arms(struct writing *writing, const struct plan *plan)
{
	for (int i = 0; i < plan->arm_count; i++) {
		char *word = arm_word(&plan->arms[i]);

		if (strpbrk(word, " \t")) {
			end_list(writing);
			set(writing, "arm", word);
		} else {
			add_word(writing, "arms", word);
		}
		free(word);
	}
	end_list(writing);
}

static void add_topologies(struct writing *writing, const struct plan *plan)
{
	for (int i = 0; i < plan->topology_count; i++) {
		const struct topology *topology = &plan->topologies[i];
		char *word = topology->uniform ? xstrdup(topology->name) :
			     named_word(topology->path, PLAN_TOPOLOGIES,
					".topo");

		add_word(writing, "topologies", word);
		free(word);
	}
	end_list(writing);
}

static void add_mmu(struct writing *writing, const struct plan *plan)
{
	char *word = named_word(plan->mmu, MMU_PARAMETERS, ".ini");

	set(writing, "mmu", word);
	free(word);
}

static void add_lists(struct writing *writing, const struct plan *plan)
{
	add_arms(writing, plan);
	add_topologies(writing, plan);
	for (int i = 0; i < plan->mapping_count; i++)
		add_word(writing, "mappings", mapping_name(plan->mappings[i]));
	end_list(writing);
	for (int i = 0; i < plan->workload_count; i++)
		add_word(writing, "workloads", plan->workloads[i]->name);
	end_list(writing);
}

static void add_arguments(struct writing *writing, const struct plan *plan)
{
	if (plan->arguments_count)
		fputs("\n[arguments]\n", writing->out);
	for (int i = 0; i < plan->arguments_count; i++) {
		const struct plan_arguments *arguments = &plan->arguments[i];
		const char *key = arguments->workload->name;
		char **words;

		parse_words(arguments->text, &words);
		for (char **word = words; *word; word++)
			add_word(writing, key, *word);
		end_list(writing);
		free(words);
	}
}

static void add_options(struct writing *writing, const struct plan *plan)
{
	for (int i = 0; i < plan->option_count; i++) {
		char *text = arm_option_text(&plan->options[i]);

		set(writing, plan->options[i].key, text);
		free(text);
	}
}

char *plan_text(const struct plan *plan)
{
	char *text;
	size_t size;
	struct writing writing = { .out = memstream_open(&text, &size) };

	fputs("[plan]\n", writing.out);
	if (*plan->description)
		set(&writing, "description", plan->description);
	add_lists(&writing, plan);
	add_options(&writing, plan);
	set(&writing, "engine", engine_name(plan->engine));
	set_number(&writing, "blocks", plan->blocks);
	set_number(&writing, "seed", plan->seed);
	if (plan->timeout_given)
		set_number(&writing, "timeout", plan->timeout_ns / NS_PER_S);
	if (plan->engine == ENGINE_EXACT)
		set(&writing, "layout", layout_has(plan) ? "yes" : "no");
	if (plan_has_mmu(plan))
		add_mmu(&writing, plan);
	add_arguments(&writing, plan);
	memstream_close(writing.out);
	if (writing.lost) {
		free(text);
		return NULL;
	}
	return text;
}
