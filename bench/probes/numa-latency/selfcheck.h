/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_SELFCHECK_H
#define NUMABOOT_SELFCHECK_H

/*
 * Whether a walk's steps wait for each other: instructions that are added to
 * each of them must come back as time.  This needs no memory that is far away.
 */

#include <stddef.h>
#include <stdio.h>

#include "probes/common/nodes.h"
#include "probes/numa-latency/options.h"

/* How far the two slopes may be apart. */
#define SELFCHECK_TOLERANCE 0.05

/**
 * selfcheck_slope - least squares
 *
 * Return: how much @y grows with @x; @count is at least 2.
 */
double selfcheck_slope(const double *x, const double *y, size_t count);

/**
 * selfcheck_run - do instructions added to a walk's steps come back?
 * @options: @bytes are walked on the first node that has CPUs and memory
 * @out: gets the shortest times and the two slopes
 *
 * Each number of added instructions is timed in a short walk and, right behind
 * it, alone, without memory; the shortest pairs are compared.  While their slopes
 * are too far apart more are timed, for 30 s.
 *
 * Return: 0, -ERANGE when the slopes differ by more than
 * SELFCHECK_TOLERANCE, or -errno.
 */
int selfcheck_run(const struct latency_options *options,
		  const struct nodes *nodes, FILE *out, struct error *err);

#endif
