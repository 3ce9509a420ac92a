/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_INTERRUPT_H
#define NUMABOOT_INTERRUPT_H

/*
 * Ctrl-C and its like ask for an end; they do not end the program.  Long waits
 * are in interrupt_poll(), which returns -EINTR then, so that whoever waits
 * can clean up.  The state is the process's: there is one.
 */

#include <poll.h>
#include <stdint.h>

/**
 * interrupt_catch - from now on SIGINT, SIGTERM and SIGHUP ask for an end
 *
 * They stay blocked but inside interrupt_poll(), so that none falls
 * between a check and a wait.  A second SIGINT changes nothing: what is
 * under way is being ended.
 */
void interrupt_catch(void);

/** interrupt_default - give a forked child the usual signals again */
void interrupt_default(void);

/** interrupt_signal - the signal that asked for the end, or 0 */
int interrupt_signal(void);

/**
 * interrupt_poll - ppoll() that an interrupt ends
 * @deadline_ns: CLOCK_MONOTONIC
 *
 * Return: as poll(); 0 at the deadline, -EINTR when the end was asked
 * for, else -errno.
 */
int interrupt_poll(struct pollfd *fds, nfds_t count, uint64_t deadline_ns);

#endif
