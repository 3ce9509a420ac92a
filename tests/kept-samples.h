/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_KEPT_SAMPLES_H
#define NUMABOOT_KEPT_SAMPLES_H

/*
 * A double of sample_emit() for unit tests: keeps what it is given.  To be
 * included behind cmocka.h by the one file that a test consists of.
 */

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "workload/sample.h"

#define MAX_SAMPLES 1024

static struct sample {
	char metric[64];
	char item[160];
	int nid;
	uint64_t value;
} samples[MAX_SAMPLES];
static size_t sample_count;

int sample_emit(const struct sample_sink *sink, const char *metric,
		const char *item, int nid, uint64_t value, struct error *err)
{
	struct sample *sample = &samples[sample_count];

	(void)sink;
	if (sample_count == MAX_SAMPLES)
		return error_set(err, ENOSPC, "too many samples");
	sample_count++;
	snprintf(sample->metric, sizeof(sample->metric), "%s", metric);
	snprintf(sample->item, sizeof(sample->item), "%s", item);
	sample->nid = nid;
	sample->value = value;
	return 0;
}

static inline uint64_t value_of(const char *metric, const char *item, int nid)
{
	for (size_t i = 0; i < sample_count; i++)
		if (strcmp(samples[i].metric, metric) == 0 &&
		    strcmp(samples[i].item, item) == 0 &&
		    samples[i].nid == nid)
			return samples[i].value;
	fail_msg("no sample %s[%s] of node %d", metric, item, nid);
	return 0;
}

/* Over all items and nodes. */
static inline uint64_t sum_of(const char *metric)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < sample_count; i++)
		if (strcmp(samples[i].metric, metric) == 0)
			sum += samples[i].value;
	return sum;
}

#endif
