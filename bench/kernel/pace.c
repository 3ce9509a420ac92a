// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/pace.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/config.h"

#define SLOW_FACTOR 10

/**
 * struct slowness - an option, and what shows it where no .config does
 * @unless: another option that takes its cost away, or NULL
 * @function: only a kernel with the option has it
 */
struct slowness {
	const char *option;
	const char *unless;
	const char *function;
};

static const struct slowness all[] = {
	{ "KASAN", NULL, "kasan_init" },
	{ "KMSAN", NULL, "kmsan_init_shadow" },
	{ "KCSAN", NULL, "kcsan_init" },
	{ "UBSAN", "UBSAN_TRAP", "__ubsan_handle_out_of_bounds" },
	{ "LOCKDEP", NULL, "lockdep_init" },
	{ "DEBUG_VM", NULL, "page_init_poison" },
	{ "PREEMPT_RT", NULL, "rt_spin_lock" },
};

#define COUNT (sizeof(all) / sizeof(all[0]))

static bool is_set(const char *config, const char *option)
{
	char *value = option ? config_value(config, option) : NULL;
	bool set = value && strcmp(value, "y") == 0;

	free(value);
	return set;
}

static bool slows(const struct slowness *slowness, const struct facts *facts,
		  const struct sysmap *map)
{
	if (facts && facts->config)
		return is_set(facts->config, slowness->option) &&
		       !is_set(facts->config, slowness->unless);
	return (facts && facts_has_function(facts, slowness->function) ==
				 FACT_YES) ||
	       (map && sysmap_symbol(map, slowness->function));
}

const char *pace_slowed_by(const struct facts *facts, const struct sysmap *map)
{
	for (size_t i = 0; i < COUNT; i++)
		if (slows(&all[i], facts, map))
			return all[i].option;
	return NULL;
}

unsigned int pace_factor(const char *slowed_by)
{
	return slowed_by ? SLOW_FACTOR : 1;
}

bool pace_keeps_memory(const char *slowed_by)
{
	return slowed_by && strcmp(slowed_by, "PREEMPT_RT");
}
