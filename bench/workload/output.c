// SPDX-License-Identifier: GPL-2.0-only
#include "workload/output.h"

void sample_put(struct sample_output *output, const char *metric,
		const char *item, int nid, uint64_t value)
{
	if (!output->ret)
		output->ret = sample_emit(output->sink, metric, item, nid,
					  value, output->err);
}

void sample_put_some(struct sample_output *output, const char *metric,
		     const char *item, int nid, uint64_t value)
{
	if (value)
		sample_put(output, metric, item, nid, value);
}
