// SPDX-License-Identifier: GPL-2.0-only
#include "workload/sample.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "lib/csv.h"

static const struct metric *find_metric(const struct metric *metrics,
					const char *name)
{
	for (; metrics->name; metrics++)
		if (strcmp(metrics->name, name) == 0)
			return metrics;
	return NULL;
}

static int emit(const struct sample_sink *sink, const char *metric,
		const char *item, int nid, uint64_t iteration,
		const char *value, struct error *err)
{
	const struct metric *known = find_metric(sink->metrics, metric);
	char node[16] = "";

	if (!known)
		return error_set(err, EINVAL,
				 "metric %s is not in the workload's table",
				 metric);
	if (nid >= 0)
		snprintf(node, sizeof(node), "%d", nid);
	fprintf(sink->samples, "%s%" PRIu64 ",%s,", sink->prefix, iteration,
		metric);
	csv_field(sink->samples, item);
	fprintf(sink->samples, ",%s,%s,%s,%s,%s\n", node, value, known->unit,
		metric_class(known), sink->suffix);
	return 0;
}

int sample_emit(const struct sample_sink *sink, const char *metric,
		const char *item, int nid, uint64_t value, struct error *err)
{
	char text[32];

	snprintf(text, sizeof(text), "%" PRIu64, value);
	return emit(sink, metric, item, nid, 0, text, err);
}

int sample_emit_part(const struct sample_sink *sink, const char *metric,
		     const char *item, int nid, uint64_t iteration,
		     double value, struct error *err)
{
	char text[64];

	snprintf(text, sizeof(text), "%.3f", value);
	return emit(sink, metric, item, nid, iteration, text, err);
}
