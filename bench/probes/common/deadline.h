/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_DEADLINE_H
#define NUMABOOT_DEADLINE_H

/*
 * The end of a probe, whatever it is doing.  It is set once, before anything is
 * measured; what is printed by then are whole lines.
 */

#include <stdint.h>

#include "lib/error.h"

/**
 * deadline_set - end this program after some time, or when a signal asks
 * @program: name in front of the sentence
 *
 * The exit code is 1 for the time, 128 and its number for a signal.  From
 * now on stdout is written line by line, so an end leaves whole lines.
 */
void deadline_set(const char *program, uint64_t seconds);

/**
 * deadline_check - is the time over?
 *
 * Only a kernel without timers (CONFIG_POSIX_TIMERS) needs to be asked;
 * with them no clock is read here.
 *
 * Return: 0, or -ETIMEDOUT.
 */
int deadline_check(struct error *err);

#endif
