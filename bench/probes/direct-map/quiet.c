// SPDX-License-Identifier: GPL-2.0-only
#include "probes/direct-map/quiet.h"

#include <sched.h>
#include <stdbool.h>
#include <time.h>

/* With 100 ticks a second, of at least 10 instructions each. */
#define MOST_LOOKS 1000000

static bool look(struct timespec *now)
{
	return clock_gettime(CLOCK_MONOTONIC_COARSE, now) == 0;
}

static void wait_for_tick(void)
{
	struct timespec first, now;

	if (!look(&first))
		return;
	for (unsigned int i = 0; i < MOST_LOOKS && look(&now); i++)
		if (now.tv_nsec != first.tv_nsec)
			return;
}

void quiet_begin(void)
{
	struct sched_param first = { .sched_priority = 1 };

	sched_setscheduler(0, SCHED_FIFO, &first);
	wait_for_tick();
}

void quiet_end(void)
{
	struct sched_param none = { 0 };

	sched_setscheduler(0, SCHED_OTHER, &none);
}
