// SPDX-License-Identifier: GPL-2.0-only
#include "tick.h"

#include <stdbool.h>
#include <time.h>

/* With 100 ticks a second, of at least 10 instructions each. */
#define MOST_LOOKS 1000000

static bool look(struct timespec *now)
{
	return clock_gettime(CLOCK_MONOTONIC_COARSE, now) == 0;
}

void tick_wait(void)
{
	struct timespec first, now;

	if (!look(&first))
		return;
	for (unsigned int i = 0; i < MOST_LOOKS && look(&now); i++)
		if (now.tv_nsec != first.tv_nsec)
			return;
}
