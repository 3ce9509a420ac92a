/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_DIRECT_TICK_H
#define NUMABOOT_DIRECT_TICK_H

/**
 * tick_wait - go on right behind the next tick of the kernel's timer
 *
 * Emulated boots are alike in what they do, but not to the nanosecond in
 * when they do it: a tick would fall into a row of one boot and between two
 * rows of the next one.  What is waited for is a change of
 * CLOCK_MONOTONIC_COARSE, a number in memory that only ticks move.  Where
 * nothing moves it, this ends too.
 */
void tick_wait(void);

#endif
