// SPDX-License-Identifier: GPL-2.0-only
#include "night/change.h"

#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/memstream.h"

/* "/home/me/linux@0123456789ab:mine.mbox, image 0123456789ab" */
static char *commit_text(const char *name, const char *commit,
			 const char *image)
{
	const char *at = strstr(name, commit);

	return xasprintf("%.*s%.12s%s, image %.12s", (int)(at - name), name,
			 commit, at + strlen(commit), image);
}

/* "series-6.1@2 of linux-source-6.1 6.1.192-2, image 0123456789ab" */
static char *kernel_text(const char *name, const char *base,
			 const char *version, const char *commit,
			 const char *image)
{
	if (*commit && strstr(name, commit))
		return commit_text(name, commit, image);
	return xasprintf("%s%s%s%s%s%s%s, image %.12s", name,
			 *base ? " of " : "", base, *version ? " " : "",
			 version, *commit ? ", commit " : "", commit, image);
}

static char *kernel_before(const struct past *past, const char *id)
{
	return kernel_text(past_fact(past, "kernel", id, "name"),
			   past_fact(past, "kernel", id, "base"),
			   past_fact(past, "kernel", id, "version"),
			   past_fact(past, "kernel", id, "commit"),
			   past_fact(past, "kernel", id, "image"));
}

static char *kernel_now(const struct taken_facts *facts)
{
	return kernel_text(taken_fact(facts, "name"), taken_fact(facts, "base"),
			   taken_fact(facts, "version"),
			   taken_fact(facts, "commit"),
			   taken_fact(facts, "image"));
}

/* A hash is told by its first digits. */
static void tell_fact(FILE *out, const char *key, const char *value)
{
	const char *shown = *value ? value : "none";

	fprintf(out, "%s%s %.*s", ftell(out) ? "; " : "", key,
		digest_is_hex(shown) ? 12 : (int)strlen(shown), shown);
}

/* What of the environment is another: @is_now: as it is now. */
static char *environment_text(const struct past *past,
			      const struct judged *judged, bool is_now)
{
	const struct taken_facts *now = &judged->arm->environment;
	const char *before = judged->before->environment;
	const struct taken_facts *kernel = &judged->arm->kernel;
	const char *compiler = past_fact(past, "kernel",
					 judged->before->kernel, "compiler");
	char *text;
	size_t size;
	FILE *out = memstream_open(&text, &size);

	for (size_t i = 0; i < now->count; i++) {
		const struct taken_fact *fact = &now->list[i];
		const char *was = past_fact(past, "env", before, fact->key);

		if (strcmp(was, fact->value))
			tell_fact(out, fact->key, is_now ? fact->value : was);
	}
	if (strcmp(compiler, taken_fact(kernel, "compiler")) &&
	    judged->cause == CAUSE_ENVIRONMENT)
		tell_fact(out, "compiler", is_now ?
			  taken_fact(kernel, "compiler") : compiler);
	memstream_close(out);
	return text;
}

static double boot_insns(const struct judged *judged,
			 const struct series_key *key)
{
	struct series_key boot = *key;
	const struct taken_value *value;

	boot.workload = "count";
	boot.metric = "boot.insns";
	boot.item = boot.node = boot.host = "-";
	value = taken_value_find(judged->arm, &boot);
	return value ? strtod(value->value, NULL) : 0;
}

/* Changes of a day are numbered, those that the history has first. */
static char *new_id(const struct past *past, const struct changes *changes,
		    const char *day)
{
	size_t number = changes->count + 1;

	for (size_t i = 0; i < past->change_count; i++)
		number += strncmp(past->changes[i].id, day, strlen(day)) == 0;
	return xasprintf("%s-%zu", day, number);
}

static struct change *change_of(struct changes *changes,
				const struct past *past, const char *plan,
				const char *day, const char *arm,
				const char *cause, char *from, char *to)
{
	struct change *change;
	char *arms;

	for (size_t i = 0; i < changes->count; i++) {
		change = &changes->list[i];
		if (strcmp(change->cause, cause) || strcmp(change->from, from) ||
		    strcmp(change->to, to))
			continue;
		free(from);
		free(to);
		if (strcmp(change->plan, plan))
			change->plan = "-";
		if (!past_arms_have(change->arms, arm)) {
			arms = xasprintf("%s, %s", change->arms, arm);
			free(change->arms);
			change->arms = arms;
		}
		return change;
	}
	changes->list = xgrow(changes->list, changes->count,
			      sizeof(*changes->list));
	change = &changes->list[changes->count];
	*change = (struct change){
		.id = new_id(past, changes, day), .cause = cause,
		.from = from, .to = to, .arms = xstrdup(arm), .plan = plan,
	};
	changes->count++;
	return change;
}

static void add_row(struct change *change, const struct judged *judged,
		    const struct difference *difference, const char *from,
		    const char *to, const struct effects *effects)
{
	const struct past_series *series = difference->series;
	const char *level = series && series->level ? series->level : from;
	bool matters;

	if (strcmp(from, to) == 0)
		return;
	/* Of two steps each is weighed by itself. */
	if (difference->bridge)
		level = from;
	matters = effect_matters(effects, &difference->key, difference->unit,
				 level, to,
				 boot_insns(judged, &difference->key));
	change->rows = xgrow(change->rows, change->count,
			     sizeof(*change->rows));
	change->rows[change->count++] = (struct change_row){
		.judged = judged, .difference = difference, .from = from,
		.to = to, .matters = matters,
	};
	change->mail = change->mail || matters;
}

static bool is_vanished(const struct judged *judged,
			const struct difference *difference)
{
	char *cell = series_cell(&difference->key);
	bool is = false;

	for (size_t i = 0; i < judged->vanished_count && !is; i++)
		is = strcmp(judged->vanished[i], cell) == 0;
	free(cell);
	return is;
}

/* A change without a series is none: nothing is opened before the first row. */
static bool any_step(const struct judged *judged, bool vanished, bool bridge)
{
	for (size_t i = 0; i < judged->count; i++) {
		const struct difference *at = &judged->differences[i];

		if (is_vanished(judged, at) == vanished &&
		    (!bridge || (at->bridge && strcmp(at->was, at->bridge))))
			return true;
	}
	return false;
}

static void add_environment(struct changes *changes, const struct past *past,
			    const char *plan, const char *day,
			    const struct judged *judged,
			    const struct effects *effects)
{
	bool both = judged->cause == CAUSE_BOTH;
	struct change *change;

	if (!any_step(judged, false, both))
		return;
	change = change_of(changes, past, plan, day, judged->arm->name,
			   cause_name(CAUSE_ENVIRONMENT),
			   environment_text(past, judged, false),
			   environment_text(past, judged, true));
	for (size_t i = 0; i < judged->count; i++) {
		const struct difference *at = &judged->differences[i];
		const char *to = both ? at->bridge : at->now;

		if (!is_vanished(judged, at) && to)
			add_row(change, judged, at, at->was, to, effects);
	}
}

static void add_kernel(struct changes *changes, const struct past *past,
		       const char *plan, const char *day,
		       const struct judged *judged,
		       const struct effects *effects)
{
	bool unknown = judged->cause == CAUSE_UNKNOWN;
	char *from = kernel_before(past, judged->before->kernel);
	char *to = kernel_now(&judged->arm->kernel);
	struct change *change;

	if (unknown) {
		char *was = environment_text(past, judged, false);
		char *is = environment_text(past, judged, true);
		char *both_from = xasprintf("%s; %s", from, was);
		char *both_to = xasprintf("%s; %s", to, is);

		free(from);
		free(to);
		free(was);
		free(is);
		from = both_from;
		to = both_to;
	}
	change = change_of(changes, past, plan, day, judged->arm->name,
			   cause_name(unknown ? CAUSE_UNKNOWN : CAUSE_KERNEL),
			   from, to);
	for (size_t i = 0; i < judged->count; i++) {
		const struct difference *at = &judged->differences[i];

		if (!is_vanished(judged, at))
			add_row(change, judged, at,
				at->bridge ? at->bridge : at->was, at->now,
				effects);
	}
}

static void add_vanished(struct changes *changes, const struct past *past,
			 const char *plan, const char *day,
			 const struct judged *judged,
			 const struct effects *effects)
{
	struct change *change =
		change_of(changes, past, plan, day, judged->arm->name,
			  CHANGE_VANISHED, xstrdup("in the plan"),
			  xstrdup("not in it any more"));

	for (size_t i = 0; i < judged->count; i++) {
		const struct difference *at = &judged->differences[i];

		if (is_vanished(judged, at))
			add_row(change, judged, at, at->was, at->now, effects);
	}
	change->mail = true;
}

void changes_add(struct changes *changes, const struct past *past,
		 const char *plan, const char *day,
		 const struct judged *judged, const struct effects *effects)
{
	if (judged->vanished_count)
		add_vanished(changes, past, plan, day, judged, effects);
	switch (judged->cause) {
	case CAUSE_ENVIRONMENT:
		add_environment(changes, past, plan, day, judged, effects);
		break;
	case CAUSE_BOTH:
		add_environment(changes, past, plan, day, judged, effects);
		add_kernel(changes, past, plan, day, judged, effects);
		break;
	case CAUSE_KERNEL:
	case CAUSE_UNKNOWN:
		add_kernel(changes, past, plan, day, judged, effects);
		break;
	default:
		break;
	}
}

void changes_release(struct changes *changes)
{
	for (size_t i = 0; i < changes->count; i++) {
		free(changes->list[i].id);
		free(changes->list[i].from);
		free(changes->list[i].to);
		free(changes->list[i].arms);
		free(changes->list[i].rows);
	}
	free(changes->list);
	*changes = (struct changes){ 0 };
}
