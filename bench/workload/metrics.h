/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_METRICS_H
#define NUMABOOT_METRICS_H

/*
 * All metrics of all workloads, each once, in the order of the registry.
 * What a metric means stands where its workload declares it; here it is only
 * collected.  Workloads may share an array of metrics.
 */

#include <stdio.h>

#include "lib/error.h"
#include "workload/workload.h"

/* What every run has, whatever its workload. */
extern const struct metric metrics_common[];

/**
 * metrics_each - hand over every array of metrics, each once
 * @take: gets the array and the first workload that declares it, NULL for
 *	metrics_common
 */
void metrics_each(void (*take)(void *context, const struct metric *metrics,
			       const struct workload *workload),
		  void *context);

/** metrics_find - the metric of that name, or NULL */
const struct metric *metrics_find(const char *name);

/** metrics_near - "a, b or c" that could be meant, or ""; the caller frees */
char *metrics_near(const char *name);

/** metrics_write - metrics.csv (docs/samples.md) */
void metrics_write(FILE *out);

#endif
