// SPDX-License-Identifier: GPL-2.0-only
#include "night/effect.h"

#include <stdlib.h>
#include <string.h>

#include "kernel/stage.h"

/* The first interrupt comes in this phase or behind it. */
#define FIRST_LATE BOOT_MM_INIT

static const struct effect *find(const struct effects *effects,
				 const char *metric)
{
	for (size_t i = 0; i < effects->count; i++)
		if (strcmp(effects->list[i].metric, metric) == 0)
			return &effects->list[i];
	return NULL;
}

static bool is_late(const char *phase)
{
	for (int stage = FIRST_LATE; stage < BOOT_STAGES; stage++)
		if (strcmp(boot_stage_name(stage), phase) == 0)
			return true;
	return false;
}

static bool is_counted_in_boots(const char *unit)
{
	return strcmp(unit, "instructions") == 0 ||
	       strcmp(unit, "iterations") == 0;
}

/* Calls follow from instructions of others, and free pages from both. */
static bool follows(const struct series_key *key, const char *unit)
{
	return strcmp(unit, "calls") == 0 ||
	       strncmp(key->metric, "memory.", 7) == 0;
}

/* How many paths and exceptions there are tells of no cost. */
static bool tells_little(const char *unit)
{
	return strcmp(unit, "paths") == 0 || strcmp(unit, "events") == 0;
}

static double usual_share(const struct series_key *key, const char *unit)
{
	if (tells_little(unit))
		return EFFECT_LITTLE;
	if (!is_counted_in_boots(unit))
		return follows(key, unit) ? EFFECT_LATE : 0;
	return is_late(key->item) || strncmp(key->metric, "profile.", 8) == 0 ?
		       EFFECT_LATE : EFFECT_EARLY;
}

bool effect_matters(const struct effects *effects,
		    const struct series_key *key, const char *unit,
		    const char *level, const char *now, double boot_insns)
{
	const struct effect *said = find(effects, key->metric);
	double share = said ? said->share : usual_share(key, unit);
	double from, to, whole;
	char *end, *other;

	if (strcmp(level, now) == 0)
		return false;
	from = strtod(level, &end);
	to = strtod(now, &other);
	/* There was or is none, or it is a word. */
	if (*end || *other || share == 0)
		return true;
	whole = is_counted_in_boots(unit) && boot_insns > 0 ? boot_insns :
							      (from < 0 ? -from : from);
	return whole == 0 || (to > from ? to - from : from - to) >= share * whole;
}
