/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_RAWCLOCK_H
#define NUMABOOT_RAWCLOCK_H

#include <stdint.h>
#include <time.h>

#include "lib/clock.h"

/** rawclock_ns - CLOCK_MONOTONIC_RAW: a clock that nobody adjusts */
static inline uint64_t rawclock_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC_RAW, &now);
	return now.tv_sec * NS_PER_S + now.tv_nsec;
}

#endif
