// SPDX-License-Identifier: GPL-2.0-only
#include "night/record.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/memstream.h"
#include "night/ended.h"
#include "night/functions.h"
#include "night/moves.h"
#include "night/stacks.h"

/* Further functions are told together. */
#define MAX_FUNCTIONS 30
/* Cells of which placements and nodes are told; functions of so many. */
#define MAX_CELLS 4
#define MAX_COUNTED 2

/**
 * struct recording - a block while it is made
 * @series: numbers of new series begin behind this
 */
struct recording {
	const struct night *night;
	const struct past *past;
	FILE *out;
	size_t series;
};

bool night_has_defect(const struct night *night)
{
	for (size_t i = 0; i < night->count; i++)
		if (night->arms[i].judged.cause == CAUSE_DEFECT)
			return true;
	return false;
}

/* A line of the history: its fields, each as a word. */
static void put_line(const struct recording *recording,
		     const char *const *fields)
{
	for (size_t i = 0; fields[i]; i++) {
		char *word = history_word(fields[i]);

		fprintf(recording->out, "%s%s", i ? "\t" : "", word);
		free(word);
	}
	fputc('\n', recording->out);
}

#define put(recording, ...) \
	put_line(recording, (const char *const[]){ __VA_ARGS__, NULL })

/* Another arm of the night may have had the same. */
static bool told_before(const struct night *night, size_t index,
			const char *id, bool kernel)
{
	for (size_t i = 0; i < index; i++) {
		const struct taken_arm *arm = night->arms[i].judged.arm;

		if (strcmp(kernel ? arm->kernel.id : arm->environment.id,
			   id) == 0)
			return true;
	}
	return false;
}

static void put_facts(const struct recording *recording, size_t index,
		      const struct taken_facts *facts, bool kernel)
{
	const char *kind = kernel ? "kernel" : "env";

	if (past_knows(recording->past, kind, facts->id) ||
	    told_before(recording->night, index, facts->id, kernel))
		return;
	for (size_t i = 0; i < facts->count; i++)
		put(recording, kind, facts->id, facts->list[i].key,
		    facts->list[i].value);
}

static const char *state_of(const struct recording *recording,
			    const struct night_arm *arm)
{
	if (night_has_defect(recording->night))
		return "defect";
	if (arm->judged.arm->ran < arm->judged.arm->of)
		return "partial";
	return "good";
}

static void put_night(const struct recording *recording,
		      const struct night_arm *night)
{
	const struct taken_arm *arm = night->judged.arm;
	char *ran = xasprintf("%zu/%zu", arm->ran, arm->of);

	put(recording, "night", recording->night->time, night->run->plan,
	    arm->name, arm->environment.id, arm->kernel.id, ran,
	    state_of(recording, night), arm->digest, night->run->seal,
	    night->run->folder);
	for (size_t i = 0; i < arm->gap_count; i++)
		put(recording, "gap", night->run->plan, arm->name,
		    arm->gaps[i].cell, arm->gaps[i].why);
	free(ran);
}

static void put_defects(const struct recording *recording,
			const struct night_arm *night)
{
	const struct judged *judged = &night->judged;

	for (size_t i = 0; judged->cause == CAUSE_DEFECT && i < judged->count;
	     i++) {
		const struct difference *at = &judged->differences[i];
		char *cell = series_cell(&at->key);
		char *name = series_name(&at->key);

		put(recording, "defect", night->run->plan, judged->arm->name,
		    cell, name, at->was, at->now);
		free(name);
		free(cell);
	}
}

static const struct night_arm *arm_of(const struct recording *recording,
				      const struct judged *judged)
{
	for (size_t i = 0; i < recording->night->count; i++)
		if (&recording->night->arms[i].judged == judged)
			return &recording->night->arms[i];
	return NULL;
}

/* The two runs that a change lies between. */
static void sides(const struct change *change, const struct night_arm *arm,
		  const struct taken *side[2])
{
	bool bridged = arm->judged.cause == CAUSE_BOTH && arm->bridge;
	bool kernel = strcmp(change->cause,
			     cause_name(CAUSE_ENVIRONMENT)) != 0;

	side[0] = bridged && kernel ? arm->bridge : arm->before;
	side[1] = bridged && !kernel ? arm->bridge : arm->run;
}

static char *cell_text(const struct cell_name *cell)
{
	return xasprintf("%s %s/%s", cell->arm, cell->topology, cell->mapping);
}

static void put_rest(const struct recording *recording,
		     const struct change *change, const char *cell,
		     const struct functions *functions, size_t shown)
{
	int64_t rest = functions->sum;
	char *count, *text;

	for (size_t i = 0; i < shown; i++)
		rest -= functions->list[i].change;
	count = xasprintf("%zu", functions->count - shown);
	text = xasprintf("%" PRId64, rest);
	if (shown < functions->count)
		put(recording, "rest", change->id, cell, count, text);
	free(text);
	text = xasprintf("%" PRId64, functions->sum);
	put(recording, "sum", change->id, cell, text);
	free(text);
	free(count);
}

static void put_functions(const struct recording *recording,
			  const struct change *change,
			  const struct night_arm *arm,
			  const struct cell_name *name,
			  struct error *err)
{
	const struct taken *side[2];
	struct functions functions;
	struct stacks paths = { 0 };
	char *files[2], *cell = cell_text(name);
	size_t shown = 0;
	int ret;

	sides(change, arm, side);
	ret = functions_compare(&functions, side[0]->tables, side[1]->tables,
				name, err);
	for (int i = 0; i < 2; i++)
		files[i] = stacks_file(side[i]->folder, name->arm,
				      name->topology, name->mapping);
	if (files[0] && files[1] && ret == 0) {
		struct error ignored;

		stacks_read(&paths, (const char *const[]){ files[0], files[1] },
			   &ignored);
		put(recording, "paths", change->id, cell, files[0], files[1]);
	}
	for (; ret == 0 && shown < functions.count && shown < MAX_FUNCTIONS;
	     shown++) {
		const struct function_change *at = &functions.list[shown];
		char *moved = xasprintf("%" PRId64, at->change);
		char *path = stacks_path_of(&paths, at->name);

		put(recording, "where", change->id, cell, at->name, moved,
		    path);
		free(path);
		free(moved);
	}
	if (ret == 0)
		put_rest(recording, change, cell, &functions, shown);
	else
		put(recording, "note", change->id, err->text);
	stacks_release(&paths);
	functions_release(&functions);
	free(files[0]);
	free(files[1]);
	free(cell);
}

static void put_moves(const struct recording *recording,
		      const struct change *change, const char *kind,
		      const char *cell, const struct moves *moves)
{
	for (size_t i = 0; i < moves->count; i++)
		put(recording, kind, change->id, cell, moves->list[i].what,
		    moves->list[i].before, moves->list[i].now);
}

static void put_places(const struct recording *recording,
		       const struct change *change,
		       const struct night_arm *arm,
		       const struct cell_name *name)
{
	const struct taken *side[2];
	struct moves moves;
	struct error err;
	char *cell = cell_text(name);

	sides(change, arm, side);
	if (moves_of_classes(&moves, side[0]->tables, side[1]->tables, name,
			     &err) == 0)
		put_moves(recording, change, "place", cell, &moves);
	else
		put(recording, "note", change->id, err.text);
	moves_release(&moves);
	if (moves_of_nodes(&moves, side[0]->tables, side[1]->tables, name,
			   &err) == 0)
		put_moves(recording, change, "node", cell, &moves);
	else
		put(recording, "note", change->id, err.text);
	moves_release(&moves);
	free(cell);
}

static void put_ended(const struct recording *recording,
		      const struct change *change,
		      const struct night_arm *arm,
		      const struct series_key *key, const char *state)
{
	const struct cell_name name = {
		key->arm, key->topology, key->mapping,
	};
	char *why = ended_tell(arm->run->folder, &name, key->workload);
	char *cell = series_cell(key);
	char *told = xasprintf("%s %s: %s%s%s", key->arm, cell, state,
			       *why ? ": " : "", why);

	put(recording, "note", change->id, told);
	free(told);
	free(cell);
	free(why);
}

/**
 * struct seen - cells of a change that were told
 */
struct seen {
	struct cell_name cells[MAX_CELLS];
	size_t count;
};

/* Return: whether it is a new one and there is room for it. */
static bool see(struct seen *seen, const struct series_key *key)
{
	for (size_t i = 0; i < seen->count; i++)
		if (strcmp(seen->cells[i].arm, key->arm) == 0 &&
		    strcmp(seen->cells[i].topology, key->topology) == 0 &&
		    strcmp(seen->cells[i].mapping, key->mapping) == 0)
			return false;
	if (seen->count == MAX_CELLS)
		return false;
	seen->cells[seen->count++] = (struct cell_name){
		key->arm, key->topology, key->mapping,
	};
	return true;
}

/* The same two runs side by side. */
static void put_again(const struct recording *recording,
		      const struct change *change, const struct night_arm *arm)
{
	const struct taken *side[2];
	char *command;

	sides(change, arm, side);
	command = xasprintf("numaboot compare %s:%s %s:%s",
			    side[0]->folder, arm->judged.arm->name,
			    side[1]->folder, arm->judged.arm->name);
	put(recording, "again", change->id, command);
	put(recording, "runs", change->id, arm->judged.arm->name,
	    side[0]->folder, side[1]->folder);
	free(command);
}

static void put_range(const struct recording *recording,
		      const struct change *change, const struct night_arm *arm)
{
	const struct taken_facts *now = &arm->judged.arm->kernel;
	const char *was = past_fact(recording->past, "kernel",
				    arm->judged.before->kernel, "commit");
	const char *is = taken_fact(now, "commit");
	char *text;

	if (strcmp(change->cause, cause_name(CAUSE_ENVIRONMENT)) == 0 ||
	    !*was || !*is || strcmp(was, is) == 0)
		return;
	text = xasprintf("git -C %s log --oneline %.12s..%.12s",
			 taken_fact(now, "tree"), was, is);
	put(recording, "range", change->id, text);
	free(text);
}

static void put_details(const struct recording *recording,
			const struct change *change)
{
	struct seen counted = { 0 }, placed = { 0 };
	const struct judged *told = NULL;
	struct error err;

	for (size_t i = 0; i < change->count; i++) {
		const struct change_row *row = &change->rows[i];
		const struct series_key *key = &row->difference->key;
		const struct night_arm *arm = arm_of(recording, row->judged);
		const struct cell_name cell = {
			key->arm, key->topology, key->mapping,
		};
		bool placing = strcmp(key->workload, "placement") == 0 ||
			       strncmp(key->workload, "hotremove", 9) == 0;

		if (strcmp(key->metric, "run.completed") == 0)
			put_ended(recording, change, arm, key, row->to);
		if (!arm->before) {
			if (arm->lost && told != row->judged)
				put(recording, "note", change->id, arm->lost);
			told = row->judged;
			continue;
		}
		if (told != row->judged) {
			put_again(recording, change, arm);
			put_range(recording, change, arm);
		}
		told = row->judged;
		if (strcmp(key->metric, "boot.insns") == 0 &&
		    counted.count < MAX_COUNTED && see(&counted, key))
			put_functions(recording, change, arm, &cell, &err);
		if (placing && see(&placed, key))
			put_places(recording, change, arm, &cell);
	}
}

static void put_change(const struct recording *recording,
		       const struct change *change)
{
	if (!change->count)
		return;
	put(recording, "change", change->id, change->plan, change->arms,
	    change->cause, change->from, change->to,
	    change->mail ? "mail" : "quiet");
	if (strcmp(change->cause, CHANGE_VANISHED))
		put_details(recording, change);
}

/*
 * The last change that moved a series is its value's: its place among those of
 * the night, from 1, or 0.
 */
static size_t change_of(const struct changes *changes,
			const struct difference *difference)
{
	size_t place = 0, found = 0;

	for (size_t i = 0; i < changes->count; i++) {
		const struct change *change = &changes->list[i];

		place += change->count > 0;
		for (size_t j = 0; j < change->count; j++)
			if (change->rows[j].difference == difference)
				found = place;
	}
	return found;
}

static void put_series(struct recording *recording,
		       const struct series_key *key, char number[24])
{
	snprintf(number, 24, "%zu", ++recording->series);
	put(recording, "series", number, key->plan, key->arm, key->topology,
	    key->mapping, key->workload, key->metric, key->item, key->node,
	    key->host);
}

static const struct difference *find_difference(const struct judged *judged,
						const struct series_key *key)
{
	for (size_t i = 0; i < judged->count; i++)
		if (memcmp(&judged->differences[i].key, key,
			   sizeof(*key)) == 0)
			return &judged->differences[i];
	return NULL;
}

static void put_value(struct recording *recording,
		      const struct difference *difference,
		      const struct past_series *series,
		      const struct series_key *key, const char *value)
{
	size_t change = difference ? change_of(&recording->night->changes,
					       difference) : 0;
	bool bridged = difference && difference->bridge &&
		       strcmp(difference->bridge, difference->was);
	char number[24];

	if (series)
		snprintf(number, sizeof(number), "%" PRIu64, series->number);
	else
		put_series(recording, key, number);
	/* There are very many of these. */
	fprintf(recording->out, "value\t%s\t%s", number, value);
	if (change)
		fprintf(recording->out, "\t%zu", change);
	if (bridged)
		fprintf(recording->out, "\t%s", difference->bridge);
	fputc('\n', recording->out);
}

static void put_values(struct recording *recording,
		       const struct night_arm *night)
{
	const struct judged *judged = &night->judged;

	for (size_t i = 0; i < judged->arm->count; i++) {
		const struct taken_value *value = &judged->arm->values[i];
		const struct past_series *series =
			past_find(recording->past, &value->key);
		const struct difference *difference =
			find_difference(judged, &value->key);
		char number[24];

		if (value->noisy) {
			if (series)
				snprintf(number, sizeof(number), "%" PRIu64,
					 series->number);
			else
				put_series(recording, &value->key, number);
			put(recording, "median", number, value->value);
		} else if (difference || !series) {
			if (strcmp(value->key.metric, "run.completed") == 0 &&
			    judge_is_gap(value->value))
				continue;
			put_value(recording, difference, series, &value->key,
				  value->value);
		}
	}
	for (size_t i = 0; i < judged->count; i++) {
		const struct difference *at = &judged->differences[i];

		if (strcmp(at->now, HISTORY_GONE) == 0)
			put_value(recording, at, at->series, &at->key,
				  HISTORY_GONE);
	}
}

char *record_lines(const struct night *night, const struct past *past)
{
	struct recording recording = {
		.night = night, .past = past, .series = past->series_count,
	};
	char *text;
	size_t size;

	recording.out = memstream_open(&text, &size);
	for (size_t i = 0; i < night->count; i++) {
		const struct taken_arm *arm = night->arms[i].judged.arm;

		put_facts(&recording, i, &arm->environment, false);
		put_facts(&recording, i, &arm->kernel, true);
		put_night(&recording, &night->arms[i]);
	}
	for (size_t i = 0; i < night->failed_count; i++)
		put(&recording, "failed", night->failed[i]);
	for (size_t i = 0; i < night->gone_count; i++)
		fprintf(recording.out, "gone\t%s\n", night->gone[i]);
	if (night_has_defect(night)) {
		for (size_t i = 0; i < night->count; i++)
			put_defects(&recording, &night->arms[i]);
	} else {
		for (size_t i = 0; i < night->changes.count; i++)
			put_change(&recording, &night->changes.list[i]);
		for (size_t i = 0; i < night->count; i++)
			put_values(&recording, &night->arms[i]);
	}
	memstream_close(recording.out);
	return text;
}
