// SPDX-License-Identifier: GPL-2.0-only
#include "places.h"

#include <stddef.h>

/* Where perf is a script, it starts the one that goes with the kernel. */
const char *const perf_places[] = {
	"perf",
	"perf_*",
	"/usr/lib/linux-tools*/perf",
	"/usr/lib/linux-tools/*/perf",
	NULL,
};
