// SPDX-License-Identifier: GPL-2.0-only
#include "night/judge.h"

#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "workload/metrics.h"

static const char *const names[] = {
	[CAUSE_FIRST] = "first",
	[CAUSE_NONE] = "same",
	[CAUSE_DEFECT] = "defect",
	[CAUSE_KERNEL] = "kernel",
	[CAUSE_ENVIRONMENT] = "environment",
	[CAUSE_BOTH] = "kernel and environment",
	[CAUSE_UNKNOWN] = "kernel or environment",
};

const char *cause_name(enum cause cause)
{
	return names[cause];
}

bool judge_is_gap(const char *end_state)
{
	static const char *const of_host[] = {
		"timeout", "flooded", "qemu-died", "qemu-killed", "skipped",
	};

	for (size_t i = 0; i < sizeof(of_host) / sizeof(of_host[0]); i++)
		if (strcmp(of_host[i], end_state) == 0)
			return true;
	return false;
}

/* The series of a cell's end state is there for every cell that ever ran. */
static struct series_key end_state_of(const struct series_key *key)
{
	struct series_key state = *key;

	state.metric = "run.completed";
	state.item = state.node = state.host = "-";
	return state;
}

static bool is_end_state(const struct series_key *key)
{
	return strcmp(key->metric, "run.completed") == 0;
}

static struct difference *add(struct judged *judged,
			      const struct series_key *key, const char *unit)
{
	judged->differences = xgrow(judged->differences, judged->count,
				    sizeof(*judged->differences));
	judged->differences[judged->count] = (struct difference){
		.key = *key, .unit = unit,
	};
	return &judged->differences[judged->count++];
}

static const char *bridge_value(const struct taken_arm *bridge,
				const struct series_key *key)
{
	const struct taken_value *value =
		bridge ? taken_value_find(bridge, key) : NULL;

	return value ? value->value : bridge ? HISTORY_GONE : NULL;
}

static void compare_value(struct judged *judged, const struct past *past,
			  const struct taken_value *value,
			  const struct taken_arm *bridge)
{
	const struct past_series *series = past_find(past, &value->key);
	const struct series_key state = end_state_of(&value->key);
	const char *was = series ? past_value(series) : NULL;
	struct difference *difference;

	if (value->noisy || (was && strcmp(was, value->value) == 0))
		return;
	if (is_end_state(&value->key) && judge_is_gap(value->value))
		return;
	/* A cell's first values are no change. */
	if (!series && !past_find(past, &state))
		return;
	difference = add(judged, &value->key, value->unit);
	difference->series = series;
	difference->was = was ? was : HISTORY_GONE;
	difference->now = value->value;
	difference->bridge = bridge_value(bridge, &value->key);
}

static const char *unit_of(const char *name)
{
	const struct metric *metric = metrics_find(name);

	return metric ? metric->unit : "";
}

static void add_vanished(struct judged *judged, const struct series_key *key)
{
	char *cell = series_cell(key);

	for (size_t i = 0; i < judged->vanished_count; i++)
		if (strcmp(judged->vanished[i], cell) == 0) {
			free(cell);
			return;
		}
	judged->vanished = xgrow(judged->vanished, judged->vanished_count,
				 sizeof(*judged->vanished));
	judged->vanished[judged->vanished_count++] = cell;
}

/* Of a run that did not complete nothing is known but how it ended. */
static void look_for(struct judged *judged, const struct past_series *series,
		     const struct taken_arm *bridge)
{
	const struct series_key state = end_state_of(&series->key);
	const struct taken_value *ended = taken_value_find(judged->arm, &state);
	const char *was = past_value(series);
	struct difference *difference;

	if (!was || strcmp(was, HISTORY_GONE) == 0 || series->retired ||
	    series->noisy)
		return;
	if (!ended) {
		add_vanished(judged, &series->key);
	} else if (strcmp(ended->value, "completed") ||
		   taken_value_find(judged->arm, &series->key)) {
		return;
	}
	difference = add(judged, &series->key, unit_of(series->key.metric));
	difference->series = series;
	difference->was = was;
	difference->now = HISTORY_GONE;
	difference->bridge = ended ? bridge_value(bridge, &series->key) : NULL;
}

/* What a cell that is no longer in the plan had is gone, and is no defect. */
static bool moves_in_place(const struct judged *judged)
{
	for (size_t i = 0; i < judged->count; i++) {
		const struct series_key state =
			end_state_of(&judged->differences[i].key);

		if (taken_value_find(judged->arm, &state))
			return true;
	}
	return false;
}

/* A compiler is a tool: the same source that it makes another image of. */
static bool same_source(const struct past *past, const char *before,
			const struct taken_facts *now)
{
	static const char *const keys[] = {
		"base-sha256", "series", "config",
	};

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (strcmp(past_fact(past, "kernel", before, keys[i]),
			   taken_fact(now, keys[i])))
			return false;
	return *taken_fact(now, keys[0]) &&
	       strcmp(past_fact(past, "kernel", before, "compiler"),
		      taken_fact(now, "compiler"));
}

static enum cause find_cause(const struct judged *judged,
			     const struct past *past, bool bridged)
{
	const struct past_night *before = judged->before;
	const struct taken_arm *arm = judged->arm;
	bool kernel, environment;

	if (!before)
		return CAUSE_FIRST;
	if (!moves_in_place(judged))
		return CAUSE_NONE;
	kernel = strcmp(before->kernel, arm->kernel.id);
	environment = strcmp(before->environment, arm->environment.id);
	if (kernel && same_source(past, before->kernel, &arm->kernel))
		return CAUSE_ENVIRONMENT;
	if (kernel && environment)
		return bridged ? CAUSE_BOTH : CAUSE_UNKNOWN;
	if (kernel)
		return CAUSE_KERNEL;
	return environment ? CAUSE_ENVIRONMENT : CAUSE_DEFECT;
}

void judge_arm(struct judged *judged, const struct past *past,
	       const char *plan, const struct taken_arm *arm,
	       const struct taken_arm *bridge)
{
	*judged = (struct judged){
		.arm = arm, .before = past_last(past, plan, arm->name),
	};
	for (size_t i = 0; judged->before && i < arm->count; i++)
		compare_value(judged, past, &arm->values[i], bridge);
	for (size_t i = 0; judged->before && i < past->series_count; i++) {
		const struct past_series *series = &past->series[i];

		if (strcmp(series->key.plan, plan) == 0 &&
		    strcmp(series->key.arm, arm->name) == 0)
			look_for(judged, series, bridge);
	}
	judged->cause = find_cause(judged, past, bridge != NULL);
}

void judged_release(struct judged *judged)
{
	for (size_t i = 0; i < judged->vanished_count; i++)
		free(judged->vanished[i]);
	free(judged->vanished);
	free(judged->differences);
	*judged = (struct judged){ 0 };
}
