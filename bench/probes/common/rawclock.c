// SPDX-License-Identifier: GPL-2.0-only
#include "probes/common/rawclock.h"

#include <time.h>

#include "lib/clock.h"

static clockid_t chosen = CLOCK_MONOTONIC_RAW;

uint64_t rawclock_ns(void)
{
	struct timespec now;

	if (clock_gettime(chosen, &now)) {
		chosen = CLOCK_MONOTONIC;
		return clock_now_ns();
	}
	return now.tv_sec * NS_PER_S + now.tv_nsec;
}

const char *rawclock_name(void)
{
	rawclock_ns();
	return chosen == CLOCK_MONOTONIC ? "CLOCK_MONOTONIC"
					 : "CLOCK_MONOTONIC_RAW";
}
