/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_RAWCLOCK_H
#define NUMABOOT_RAWCLOCK_H

/*
 * The clock of all times in rows.  Which one it is stays the same from the
 * first look on, and is a fact in the header.
 */

#include <stdint.h>

/**
 * rawclock_ns - CLOCK_MONOTONIC_RAW: a clock that nobody adjusts
 *
 * A kernel without CONFIG_POSIX_TIMERS may not have it; then it is
 * CLOCK_MONOTONIC.
 */
uint64_t rawclock_ns(void);

/** rawclock_name - which of the two it is */
const char *rawclock_name(void);

#endif
