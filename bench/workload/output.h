/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_SAMPLE_OUTPUT_H
#define NUMABOOT_SAMPLE_OUTPUT_H

/*
 * A sink for workloads that write many samples in a row: the first failure is
 * kept and nothing is written after it, so that it is looked at once, at the
 * end.
 */

#include "workload/sample.h"

/**
 * struct sample_output - a sink that remembers its first failure
 * @sink: where samples go
 * @err: the sentence of that failure
 * @ret: 0, or what it was; nothing is written from then on
 */
struct sample_output {
	const struct sample_sink *sink;
	struct error *err;
	int ret;
};

/** sample_put - sample_emit(), unless something has failed */
void sample_put(struct sample_output *output, const char *metric,
		const char *item, int nid, uint64_t value);

/** sample_put_some - sample_put() for a value above 0, nothing for 0 */
void sample_put_some(struct sample_output *output, const char *metric,
		     const char *item, int nid, uint64_t value);

#endif
