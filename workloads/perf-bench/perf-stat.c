// SPDX-License-Identifier: GPL-2.0-only
/*
 * perf stat inside the guest, of direct-map's reads on each node's own memory:
 * what a PMU that the guest can see counts, and what the kernel counts itself.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "places.h"
#include "evidence/perfcounts.h"
#include "evidence/times.h"
#include "workload/sample.h"

static const struct metric metrics[] = {
	{ "perf_stat.task_clock.ns", "ns", true, "less", 0.03,
	  "CPU time of direct-map --local -o read in the guest, KVM" },
	{ "perf_stat.cycles", "cycles", true, "less", 0.03,
	  "CPU cycles of it, KVM with a PMU in the guest" },
	{ "perf_stat.instructions", "instructions", true, "less", 0.01,
	  "instructions that it retired, KVM with a PMU in the guest" },
	{ "perf_stat.dtlb_load_misses", "count", true, "less", 0.05,
	  "its loads that missed the data TLB, KVM with a PMU in the guest" },
	{ "perf_stat.dtlb_store_misses", "count", true, "less", 0.05,
	  "its stores that missed the data TLB, KVM with a PMU in the guest" },
	{ "perf_stat.node_load_misses", "count", true, "less", 0.05,
	  "its loads served by another node, KVM with a PMU in the guest" },
	{ "perf_stat.page_faults", "count", true, "less", 0.05,
	  "its page faults, as the guest's kernel counts them" },
	{ 0 },
};

/* perf's events and our metrics; what only a CPU can count is no count of an
 * emulated one. */
static const struct {
	const char *event;
	const char *metric;
	double factor;
	bool hardware;
} events[] = {
	{ "task-clock", "perf_stat.task_clock.ns", 1e6, true },
	{ "page-faults", "perf_stat.page_faults", 1, false },
	{ "cycles", "perf_stat.cycles", 1, true },
	{ "instructions", "perf_stat.instructions", 1, true },
	{ "dTLB-load-misses", "perf_stat.dtlb_load_misses", 1, true },
	{ "dTLB-store-misses", "perf_stat.dtlb_store_misses", 1, true },
	{ "node-load-misses", "perf_stat.node_load_misses", 1, true },
};

#define EVENTS "task-clock,page-faults,cycles,instructions,dTLB-load-misses,dTLB-store-misses,node-load-misses"

/**
 * struct reading - what perf said so far
 * @sink: where its numbers go, NULL when they are only to be checked
 * @real: the guest's CPU is none of QEMU's making
 * @seen: events that it named
 */
struct reading {
	const struct sample_sink *sink;
	bool real;
	size_t seen;
};

/* Rows of direct-map have no event there that perf knows. */
static int take_event(void *context, const char *event, const char *value,
		      struct error *err)
{
	struct reading *reading = context;
	uint64_t number;
	int ret;

	for (size_t i = 0; i < sizeof(events) / sizeof(events[0]); i++) {
		if (strcmp(event, events[i].event) != 0)
			continue;
		reading->seen++;
		if (!value || !reading->sink ||
		    (events[i].hardware && !reading->real))
			return 0;
		ret = perfcounts_number(event, value, events[i].factor,
					&number, err);
		return ret ? ret : sample_emit(reading->sink, events[i].metric,
					       "", -1, number, err);
	}
	return 0;
}

static int read_events(const struct run_evidence *evidence,
		       struct reading *reading, struct error *err)
{
	size_t expected = sizeof(events) / sizeof(events[0]);
	const struct guest_records *guest;
	int ret = evidence_guest(evidence, &guest, err);
	char *text;
	size_t size;
	FILE *out;

	if (ret)
		return ret;
	out = open_memstream(&text, &size);
	for (size_t i = 0; i < guest->line_count; i++)
		fprintf(out, "%s\n", guest->lines[i].text);
	fclose(out);
	ret = perfcounts_each(text, take_event, reading, err);
	free(text);
	if (ret == 0 && reading->seen != expected)
		ret = error_set(err, EINVAL,
				"%s: found %zu events by perf stat, expected %zu",
				guest->path, reading->seen, expected);
	return ret;
}

static int read_samples(const struct run_evidence *evidence,
			const struct sample_sink *sink, struct error *err)
{
	struct reading reading = { .sink = sink };
	int ret = times_are_real(evidence, &reading.real, err);

	return ret ? ret : read_events(evidence, &reading, err);
}

static int check(const struct run_evidence *evidence, struct error *err)
{
	struct reading reading = { 0 };

	return read_events(evidence, &reading, err);
}

const struct workload workload_perf_stat = {
	.name = "perf-stat",
	.question = "what perf counts of reads at random",
	.engines = ENGINES_TIMED,
	.parameters = "quiet",
	.program = "perf",
	.program_patterns = perf_places,
	.subject = "direct-map",
	.arguments = "stat --log-fd 1 --field-separator=, -e " EVENTS
		     " -- /bin/direct-map --local -o read --bytes 256M --samples 1",
	.check = check,
	.metrics = metrics,
	.read_samples = read_samples,
};
