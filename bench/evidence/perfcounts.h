/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_PERFCOUNTS_H
#define NUMABOOT_PERFCOUNTS_H

/*
 * What perf stat(1) has counted, as it writes it with --field-separator=,:
 * perf.csv of a run, and lines of a guest's program.  An event that the
 * hardware does not have is told apart from one that did not happen.
 */

#include <stdint.h>

#include "lib/error.h"

/**
 * perfcounts_each - hand every counted event to @take
 * @take: returns 0 or -errno; @value is the text before the unit, NULL for
 *	an event that this host does not support
 *
 * Source: perf-stat(1), CSV FORMAT.
 *
 * Return: 0, or what @take returned first.
 */
int perfcounts_each(const char *text,
		    int (*take)(void *context, const char *event,
				const char *value, struct error *err),
		    void *context, struct error *err);

/**
 * perfcounts_number - what a value of perfcounts_each() is, in whole units
 * @event: for the sentence
 * @factor: the unit's, such as 1e6 from ms to ns
 *
 * Return: 0, or -EINVAL when it is no decimal number or too large.
 */
int perfcounts_number(const char *event, const char *value, double factor,
		      uint64_t *number, struct error *err);

#endif
