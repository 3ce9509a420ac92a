// SPDX-License-Identifier: GPL-2.0-only
#include "workload/metrics.h"

#include <string.h>

#include "lib/csv.h"
#include "lib/near.h"
#include "workload/registry.h"

#define HEADER \
	"metric,unit,class,direction,min_effect,show,role,title,description\n"

const struct metric metrics_common[] = {
	{ "run.completed", "flag", false, "more", 0,
	  "1 when the run completed, else 0", .role = "completed" },
	{ 0 },
};

static bool shares_earlier(const struct workload *const *workload)
{
	for (const struct workload *const *at = workloads_all();
	     at < workload; at++)
		if ((*at)->metrics == (*workload)->metrics)
			return true;
	return false;
}

void metrics_each(void (*take)(void *context, const struct metric *metrics,
			       const struct workload *workload),
		  void *context)
{
	take(context, metrics_common, NULL);
	for (const struct workload *const *at = workloads_all(); *at; at++)
		if (!shares_earlier(at))
			take(context, (*at)->metrics, *at);
}

struct finding {
	const char *name;
	const struct metric *found;
};

static void find(void *context, const struct metric *metrics,
		 const struct workload *workload)
{
	struct finding *finding = context;

	(void)workload;
	for (; metrics->name && !finding->found; metrics++)
		if (strcmp(metrics->name, finding->name) == 0)
			finding->found = metrics;
}

const struct metric *metrics_find(const char *name)
{
	struct finding finding = { .name = name };

	metrics_each(find, &finding);
	return finding.found;
}

static void offer(void *context, const struct metric *metrics,
		  const struct workload *workload)
{
	(void)workload;
	for (; metrics->name; metrics++)
		near_offer(context, metrics->name);
}

char *metrics_near(const char *name)
{
	struct near near = { .wanted = name };

	metrics_each(offer, &near);
	return near_text(&near);
}

static void field(FILE *out, const char *text)
{
	csv_field(out, text ? text : "");
	fputc(',', out);
}

static void write_metrics(void *context, const struct metric *metrics,
			  const struct workload *workload)
{
	FILE *out = context;

	(void)workload;
	for (; metrics->name; metrics++) {
		fprintf(out, "%s,%s,%s,%s,%g,", metrics->name, metrics->unit,
			metric_class(metrics), metrics->direction,
			metrics->min_effect);
		field(out, metrics->show);
		field(out, metrics->role);
		field(out, metrics->title);
		csv_field(out, metrics->description);
		fputc('\n', out);
	}
}

void metrics_write(FILE *out)
{
	fputs(HEADER, out);
	metrics_each(write_metrics, out);
}
