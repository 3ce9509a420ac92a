/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_PAST_H
#define NUMABOOT_PAST_H

/*
 * What a history says, once all its blocks are taken in order: every series
 * with the nights on which it moved, every night, and every change with what
 * is known of it.  A series goes on under its new name after a rename.  A night
 * with a defect moves no series.  All strings belong to the history.
 */

#include "night/history.h"

/**
 * struct past_point - a value from some night on
 * @block: index of the history's block
 * @change: ID of the change that it belongs to, or NULL
 * @bridge: value of the old kernel in the new environment, or NULL
 */
struct past_point {
	size_t block;
	const char *value;
	const char *change;
	const char *bridge;
};

/**
 * struct series_key - what a series is of
 * @host: of a noisy one, "-" of an exact one
 */
struct series_key {
	const char *plan;
	const char *arm;
	const char *topology;
	const char *mapping;
	const char *workload;
	const char *metric;
	const char *item;
	const char *node;
	const char *host;
};

/**
 * struct past_series - one value over all nights
 * @number: that lines of the history call it by
 * @points: @count of them; of a noisy one every night has one
 * @level: what it was when somebody was told or accepted it last, or NULL
 * @retired: why it is not expected any more, or NULL
 * @noisy: it has medians
 */
struct past_series {
	uint64_t number;
	struct series_key key;
	struct past_point *points;
	size_t count;
	const char *level;
	const char *retired;
	bool noisy;
};

/**
 * struct past_night - an arm of a plan on one night; members are the columns
 * @block: index of the history's block
 */
struct past_night {
	size_t block;
	const char *time;
	const char *plan;
	const char *arm;
	const char *environment;
	const char *kernel;
	const char *ran;
	const char *state;
	const char *values;
	const char *evidence;
	const char *folder;
};

/**
 * struct past_change - something that changed
 * @block: index of the history's block
 * @mail: somebody was to be told
 * @accepted_by: who said that it is fine, or NULL; likewise when and why
 * @accepted_block: where
 */
struct past_change {
	size_t block;
	const char *id;
	const char *plan;
	const char *arm;
	const char *cause;
	const char *from;
	const char *to;
	bool mail;
	const char *accepted_by;
	const char *accepted_time;
	const char *accepted_why;
	size_t accepted_block;
};

/** struct past_fact - a line `env ID KEY VALUE` or `kernel ID KEY VALUE` */
struct past_fact {
	const char *kind;
	const char *id;
	const char *key;
	const char *value;
};

/**
 * struct past - all of it
 * @index: of the series, by their keys
 */
struct past {
	const struct history *history;
	struct past_series *series;
	size_t series_count;
	struct past_night *nights;
	size_t night_count;
	struct past_change *changes;
	size_t change_count;
	struct past_fact *facts;
	size_t fact_count;
	size_t *index;
	size_t index_size;
};

/**
 * past_make - take all blocks of a history
 *
 * Return: 0, or -EBADMSG for a line that makes no sense; past_release() in
 * both cases.
 */
int past_make(struct past *past, const struct history *history,
	      struct error *err);

/** past_release - free; a zeroed one is fine */
void past_release(struct past *past);

/** past_find - the series of that key, or NULL */
struct past_series *past_find(const struct past *past,
			      const struct series_key *key);

/** past_value - its last value, or NULL while it has none */
const char *past_value(const struct past_series *series);

/** past_last - the last good night of an arm, or NULL */
const struct past_night *past_last(const struct past *past, const char *plan,
				   const char *arm);

/** past_change_find - the change of that ID, or NULL */
const struct past_change *past_change_find(const struct past *past,
					   const char *id);

/** past_arms_have - is it one of a change's arms, "a, b"? */
bool past_arms_have(const char *arms, const char *arm);

/** past_fact - a value of an environment or a kernel, "" where it has none */
const char *past_fact(const struct past *past, const char *kind,
		      const char *id, const char *key);

/** past_knows - has it lines of that environment or kernel? */
bool past_knows(const struct past *past, const char *kind, const char *id);

/** past_retired - why a plan's arm, or the whole plan, is retired, or NULL */
const char *past_retired(const struct past *past, const char *what,
			 const char *name);

/** series_cell - "TOPOLOGY/MAPPING/WORKLOAD"; the caller frees */
char *series_cell(const struct series_key *key);

/** series_name - "METRIC[ITEM] @NODE"; the caller frees */
char *series_name(const struct series_key *key);

#endif
