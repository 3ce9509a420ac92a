/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_DIRECT_QUIET_H
#define NUMABOOT_DIRECT_QUIET_H

/*
 * Rows that an emulator counts without anything else in them.
 */

/**
 * quiet_begin - let nothing else into a row that an emulator counts
 *
 * Emulated boots are alike in what they do, but not to the nanosecond in
 * when they do it.  So a row begins right behind a tick of the kernel's
 * timer, or one would fall into it in some boots only; and until
 * quiet_end() this thread has its CPU before all ordinary threads
 * (SCHED_FIFO), which could take it then.
 *
 * Ticks are seen by CLOCK_MONOTONIC_COARSE, a number in memory that they
 * move.  Who may not have SCHED_FIFO, or sees no tick, goes on without.
 */
void quiet_begin(void);

/** quiet_end - be an ordinary thread again */
void quiet_end(void);

#endif
