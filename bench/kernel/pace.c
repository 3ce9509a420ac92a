// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/pace.h"

#include <stddef.h>

#define SLOW_FACTOR 10

unsigned int pace_factor(const struct sysmap *map)
{
	static const char *const slow[] = {
		"kasan_init", "kmsan_init_shadow", "kcsan_init",
		"__ubsan_handle_out_of_bounds", "lockdep_init",
		"page_init_poison", "rt_spin_lock",
	};

	for (size_t i = 0; i < sizeof(slow) / sizeof(slow[0]); i++)
		if (sysmap_symbol(map, slow[i]))
			return SLOW_FACTOR;
	return 1;
}
