/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_INTERRUPT_H
#define NUMABOOT_INTERRUPT_H

/*
 * Ctrl-C and its like ask for an end.  Long waits are in interrupt_poll(),
 * which returns -EINTR then, so that whoever waits can clean up.  A program
 * that has not ended 4 s later ends at once, with its children, and so it does
 * at a second signal.  The state is the process's: there is one.
 */

#include <poll.h>
#include <stdint.h>
#include <sys/types.h>

/**
 * interrupt_catch - from now on SIGINT, SIGTERM and SIGHUP ask for an end
 *
 * What comes within 200 ms of the first one is not a second one.
 */
void interrupt_catch(void);

/** interrupt_default - give a forked child the usual signals again */
void interrupt_default(void);

/** interrupt_fork - fork() of a child that nothing was asked of yet */
pid_t interrupt_fork(void);

/** interrupt_adopt - let the process group of a child end at once, too */
void interrupt_adopt(pid_t pid);

/** interrupt_disown - that child has been reaped */
void interrupt_disown(pid_t pid);

/** interrupt_signal - the signal that asked for the end, or 0 */
int interrupt_signal(void);

/**
 * interrupt_poll - ppoll() that an interrupt ends
 * @deadline_ns: CLOCK_MONOTONIC
 *
 * Return: as poll(); 0 once the deadline has passed, whatever is ready, so
 * that a flood does not stretch it; -EINTR when the end was asked for, else
 * -errno.
 */
int interrupt_poll(struct pollfd *fds, nfds_t count, uint64_t deadline_ns);

#endif
