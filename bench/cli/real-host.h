/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_REAL_HOST_H
#define NUMABOOT_REAL_HOST_H

/*
 * Is this host ready for its first timed run, with two nodes that are real?  It
 * is looked at and not changed; what an emulated host cannot show is asked for
 * here: real CPUs, real distances, counters, a steady clock.
 */

#include <stdbool.h>

/**
 * real_host_check - print a line for each thing that such a run needs
 *
 * Return: the exit code: 0 when all that is needed is there.
 */
int real_host_check(const char *qemu, bool json);

#endif
