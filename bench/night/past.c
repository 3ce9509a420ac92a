// SPDX-License-Identifier: GPL-2.0-only
#include "night/past.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/parse.h"

#define KEY_PARTS 9

static void parts_of(const struct series_key *key,
		     const char *parts[KEY_PARTS])
{
	const char *all[KEY_PARTS] = {
		key->plan, key->arm, key->topology, key->mapping,
		key->workload, key->metric, key->item, key->node, key->host,
	};

	memcpy(parts, all, sizeof(all));
}

/* FNV-1a, 64 bits. */
static uint64_t hash_of(const struct series_key *key)
{
	uint64_t hash = 0xcbf29ce484222325;
	const char *parts[KEY_PARTS];

	parts_of(key, parts);
	for (size_t i = 0; i < KEY_PARTS; i++)
		for (const char *at = parts[i];; at++) {
			hash = (hash ^ (unsigned char)*at) * 0x100000001b3;
			if (!*at)
				break;
		}
	return hash;
}

static bool same_key(const struct series_key *one,
		     const struct series_key *other)
{
	const char *a[KEY_PARTS], *b[KEY_PARTS];

	parts_of(one, a);
	parts_of(other, b);
	for (size_t i = 0; i < KEY_PARTS; i++)
		if (strcmp(a[i], b[i]))
			return false;
	return true;
}

/* Entries of the index are numbers of series, from 1. */
static void put(struct past *past, size_t series)
{
	size_t at = hash_of(&past->series[series].key) % past->index_size;

	while (past->index[at])
		at = (at + 1) % past->index_size;
	past->index[at] = series + 1;
}

static void index_again(struct past *past)
{
	free(past->index);
	past->index_size = 4 * past->series_count + 64;
	past->index = xcalloc(past->index_size, sizeof(*past->index));
	for (size_t i = 0; i < past->series_count; i++)
		put(past, i);
}

struct past_series *past_find(const struct past *past,
			      const struct series_key *key)
{
	size_t at;

	if (!past->index_size)
		return NULL;
	for (at = hash_of(key) % past->index_size; past->index[at];
	     at = (at + 1) % past->index_size) {
		struct past_series *series =
			&past->series[past->index[at] - 1];

		if (same_key(&series->key, key))
			return series;
	}
	return NULL;
}

const char *past_value(const struct past_series *series)
{
	return series->count ? series->points[series->count - 1].value : NULL;
}

/**
 * struct taking - a block while it is taken
 * @block: its index
 */
struct taking {
	struct past *past;
	size_t block;
	struct error *err;
};

static int refuse(const struct taking *taking, const struct history_line *line,
		  const char *expected)
{
	return error_set(taking->err, EBADMSG,
			 "%s:%u: found a line `%s` with %zu fields, expected %s",
			 taking->past->history->path, line->line,
			 line->fields[0], line->count, expected);
}

static int take_series(const struct taking *taking,
		       const struct history_line *line)
{
	struct past *past = taking->past;
	char *const *f = line->fields;
	struct past_series *added;

	past->series = xgrow(past->series, past->series_count,
			     sizeof(*past->series));
	added = &past->series[past->series_count];
	added->key = (struct series_key){
		f[2], f[3], f[4], f[5], f[6], f[7], f[8], f[9], f[10],
	};
	if (parse_u64(f[1], &added->number) ||
	    added->number != past->series_count + 1)
		return refuse(taking, line, "the next number");
	past->series_count++;
	if (2 * past->series_count > past->index_size)
		index_again(past);
	else
		put(past, past->series_count - 1);
	return 0;
}

static struct past_series *numbered(const struct taking *taking,
				    const struct history_line *line)
{
	struct past *past = taking->past;
	uint64_t number;

	if (parse_u64(line->fields[1], &number) || number == 0 ||
	    number > past->series_count)
		return NULL;
	return &past->series[number - 1];
}

static struct past_change *change_find(const struct past *past, const char *id)
{
	for (size_t i = past->change_count; i > 0; i--)
		if (strcmp(past->changes[i - 1].id, id) == 0)
			return &past->changes[i - 1];
	return NULL;
}

static void add_point(const struct taking *taking, struct past_series *series,
		      const char *value, const char *change,
		      const char *bridge)
{
	series->points = xgrow(series->points, series->count,
			       sizeof(*series->points));
	series->points[series->count++] = (struct past_point){
		.block = taking->block, .value = value, .change = change,
		.bridge = bridge,
	};
}

/* The changes of a block are numbered as they stand in it, from 1. */
static const struct past_change *change_in_block(const struct taking *taking,
						 const char *number)
{
	const struct past *past = taking->past;
	size_t first = past->change_count;
	uint64_t place;

	while (first > 0 && past->changes[first - 1].block == taking->block)
		first--;
	if (parse_u64(number, &place) || place == 0 ||
	    place > past->change_count - first)
		return NULL;
	return &past->changes[first + place - 1];
}

/* value NUMBER VALUE [CHANGE [BRIDGE]] */
static int take_value(const struct taking *taking,
		      const struct history_line *line)
{
	struct past_series *series = numbered(taking, line);
	char *const *f = line->fields;
	const struct past_change *change =
		line->count > 3 ? change_in_block(taking, f[3]) : NULL;

	if (!series || (line->count > 3 && !change))
		return refuse(taking, line, "those of a series and a change above");
	add_point(taking, series, f[2], change ? change->id : NULL,
		  line->count > 4 ? f[4] : NULL);
	if (!change || change->mail)
		series->level = f[2];
	return 0;
}

/* median NUMBER VALUE */
static int take_median(const struct taking *taking,
		       const struct history_line *line)
{
	struct past_series *series = numbered(taking, line);

	if (!series)
		return refuse(taking, line, "that of a series above");
	series->noisy = true;
	add_point(taking, series, line->fields[2], NULL, NULL);
	return 0;
}

static int take_night(const struct taking *taking,
		      const struct history_line *line)
{
	struct past *past = taking->past;
	char *const *f = line->fields;

	past->nights = xgrow(past->nights, past->night_count,
			     sizeof(*past->nights));
	past->nights[past->night_count++] = (struct past_night){
		.block = taking->block, .time = f[1], .plan = f[2],
		.arm = f[3], .environment = f[4], .kernel = f[5], .ran = f[6],
		.state = f[7], .values = f[8], .evidence = f[9],
		.folder = f[10],
	};
	return 0;
}

/* change ID PLAN ARM CAUSE FROM TO mail|quiet */
static int take_change(const struct taking *taking,
		       const struct history_line *line)
{
	struct past *past = taking->past;
	char *const *f = line->fields;

	past->changes = xgrow(past->changes, past->change_count,
			      sizeof(*past->changes));
	past->changes[past->change_count++] = (struct past_change){
		.block = taking->block, .id = f[1], .plan = f[2],
		.arm = f[3], .cause = f[4], .from = f[5], .to = f[6],
		.mail = strcmp(f[7], "mail") == 0,
	};
	return 0;
}

static int take_fact(const struct taking *taking,
		     const struct history_line *line)
{
	struct past *past = taking->past;
	char *const *f = line->fields;

	past->facts = xgrow(past->facts, past->fact_count,
			    sizeof(*past->facts));
	past->facts[past->fact_count++] =
		(struct past_fact){ f[0], f[1], f[2], f[3] };
	return 0;
}

static void set_levels(struct past *past, const char *id)
{
	for (size_t i = 0; i < past->series_count; i++) {
		struct past_series *series = &past->series[i];
		const struct past_point *last =
			series->count ? &series->points[series->count - 1] :
					NULL;

		if (last && last->change && strcmp(last->change, id) == 0)
			series->level = last->value;
	}
}

/* accept ID BY WHY */
static int take_accept(const struct taking *taking,
		       const struct history_line *line)
{
	struct past *past = taking->past;
	char *const *f = line->fields;
	struct past_change *change = change_find(past, f[1]);

	if (!change)
		return refuse(taking, line, "a change above");
	change->accepted_by = f[2];
	change->accepted_why = f[3];
	change->accepted_block = taking->block;
	change->accepted_time = past->history->blocks[taking->block].time;
	set_levels(past, f[1]);
	return 0;
}

/* Which part of a key a rename or a retirement is about. */
static const char **part_of(struct series_key *key, const char *what)
{
	if (strcmp(what, "plan") == 0)
		return &key->plan;
	if (strcmp(what, "arm") == 0)
		return &key->arm;
	if (strcmp(what, "topology") == 0)
		return &key->topology;
	if (strcmp(what, "workload") == 0)
		return &key->workload;
	return strcmp(what, "metric") == 0 ? &key->metric : NULL;
}

/* rename WHAT OLD NEW BY WHY */
static int take_rename(const struct taking *taking,
		       const struct history_line *line)
{
	struct past *past = taking->past;
	char *const *f = line->fields;
	struct series_key none = { 0 };

	if (!part_of(&none, f[1]))
		return refuse(taking, line,
			      "plan, arm, topology, workload or metric");
	for (size_t i = 0; i < past->series_count; i++) {
		const char **part = part_of(&past->series[i].key, f[1]);

		if (strcmp(*part, f[2]) == 0)
			*part = f[3];
	}
	for (size_t i = 0; i < past->night_count; i++) {
		struct past_night *night = &past->nights[i];

		if (strcmp(f[1], "plan") == 0 && strcmp(night->plan, f[2]) == 0)
			night->plan = f[3];
		if (strcmp(f[1], "arm") == 0 && strcmp(night->arm, f[2]) == 0)
			night->arm = f[3];
	}
	index_again(past);
	return 0;
}

/* retire WHAT NAME BY WHY */
static int take_retire(const struct taking *taking,
		       const struct history_line *line)
{
	struct past *past = taking->past;
	char *const *f = line->fields;
	struct series_key none = { 0 };

	if (!part_of(&none, f[1]))
		return refuse(taking, line,
			      "plan, arm, topology, workload or metric");
	for (size_t i = 0; i < past->series_count; i++)
		if (strcmp(*part_of(&past->series[i].key, f[1]), f[2]) == 0)
			past->series[i].retired = f[4];
	return take_fact(taking, line);
}

/**
 * struct kind - of line
 * @fields: how many it has; later versions may have more behind them
 */
struct kind {
	const char *name;
	size_t fields;
	int (*take)(const struct taking *taking,
		    const struct history_line *line);
};

static const struct kind kinds[] = {
	{ "env", 4, take_fact },
	{ "kernel", 4, take_fact },
	{ "series", 11, take_series },
	{ "night", 11, take_night },
	{ "change", 8, take_change },
	{ "value", 3, take_value },
	{ "median", 3, take_median },
	{ "accept", 4, take_accept },
	{ "rename", 6, take_rename },
	{ "retire", 5, take_retire },
};

static int take_line(const struct taking *taking,
		     const struct history_line *line)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (strcmp(kinds[i].name, line->fields[0]))
			continue;
		if (line->count < kinds[i].fields)
			return refuse(taking, line, "more of them");
		return kinds[i].take(taking, line);
	}
	return 0;
}

int past_make(struct past *past, const struct history *history,
	      struct error *err)
{
	struct taking taking = { .past = past, .err = err };
	int ret = 0;

	*past = (struct past){ .history = history };
	for (size_t i = 0; i < history->count && ret == 0; i++) {
		const struct history_block *block = &history->blocks[i];

		taking.block = i;
		for (size_t j = 0; j < block->count && ret == 0; j++)
			ret = take_line(&taking, &block->lines[j]);
	}
	return ret;
}

void past_release(struct past *past)
{
	for (size_t i = 0; i < past->series_count; i++)
		free(past->series[i].points);
	free(past->series);
	free(past->nights);
	free(past->changes);
	free(past->facts);
	free(past->index);
	*past = (struct past){ 0 };
}

const struct past_night *past_last(const struct past *past, const char *plan,
				   const char *arm)
{
	for (size_t i = past->night_count; i > 0; i--) {
		const struct past_night *night = &past->nights[i - 1];

		if (strcmp(night->plan, plan) == 0 &&
		    strcmp(night->arm, arm) == 0 &&
		    strcmp(night->state, "defect"))
			return night;
	}
	return NULL;
}

const struct past_change *past_change_find(const struct past *past,
					   const char *id)
{
	return change_find(past, id);
}

bool past_arms_have(const char *arms, const char *arm)
{
	size_t length = strlen(arm);

	for (const char *at = arms; (at = strstr(at, arm)); at++)
		if ((at == arms || at[-1] == ' ') &&
		    (!at[length] || at[length] == ','))
			return true;
	return false;
}

const char *past_fact(const struct past *past, const char *kind,
		      const char *id, const char *key)
{
	for (size_t i = past->fact_count; i > 0; i--) {
		const struct past_fact *fact = &past->facts[i - 1];

		if (strcmp(fact->id, id) == 0 && strcmp(fact->key, key) == 0 &&
		    strcmp(fact->kind, kind) == 0)
			return fact->value;
	}
	return "";
}

bool past_knows(const struct past *past, const char *kind, const char *id)
{
	for (size_t i = 0; i < past->fact_count; i++)
		if (strcmp(past->facts[i].id, id) == 0 &&
		    strcmp(past->facts[i].kind, kind) == 0)
			return true;
	return false;
}

/* A retirement's fact is WHAT NAME BY, and its reason is behind that. */
const char *past_retired(const struct past *past, const char *what,
			 const char *name)
{
	for (size_t i = 0; i < past->fact_count; i++)
		if (strcmp(past->facts[i].kind, "retire") == 0 &&
		    strcmp(past->facts[i].id, what) == 0 &&
		    strcmp(past->facts[i].key, name) == 0)
			return past->facts[i].value;
	return NULL;
}

char *series_cell(const struct series_key *key)
{
	return xasprintf("%s/%s/%s", key->topology, key->mapping,
			 key->workload);
}

char *series_name(const struct series_key *key)
{
	bool item = strcmp(key->item, "-"), node = strcmp(key->node, "-");

	return xasprintf("%s%s%s%s%s%s", key->metric, item ? "[" : "",
			 item ? key->item : "", item ? "]" : "",
			 node ? " @" : "", node ? key->node : "");
}
