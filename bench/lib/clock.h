/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_CLOCK_H
#define NUMABOOT_CLOCK_H

/*
 * The one clock of every wait: CLOCK_MONOTONIC in nanoseconds.  A deadline is
 * a point on it and is handed down as such, so that retries do not add up.
 */

#include <stdint.h>
#include <time.h>

#define NS_PER_S 1000000000ULL
#define NS_PER_MS 1000000ULL

/** clock_now_ns - CLOCK_MONOTONIC in nanoseconds */
static inline uint64_t clock_now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * NS_PER_S + now.tv_nsec;
}

/** clock_left_ns - nanoseconds until @deadline_ns, 0 when it has passed */
static inline uint64_t clock_left_ns(uint64_t deadline_ns)
{
	uint64_t now = clock_now_ns();

	return deadline_ns > now ? deadline_ns - now : 0;
}

#endif
