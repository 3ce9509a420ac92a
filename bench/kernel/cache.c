// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/cache.h"

#include <stdlib.h>

#include "lib/alloc.h"

char *cache_folder(void)
{
	const char *cache = getenv("XDG_CACHE_HOME");
	const char *home = getenv("HOME");

	if (cache && *cache)
		return xasprintf("%s/numaboot", cache);
	return xasprintf("%s/.cache/numaboot", home ? home : "");
}
