// SPDX-License-Identifier: GPL-2.0-only
/*
 * How long a boot takes on the host's clock, from QEMU's `cont` to the
 * guest's first record.  A time only under KVM; under emulation the number
 * gets a name of its own, so that nothing can take it for one.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/file.h"
#include "evidence/hyperfine-times.h"
#include "evidence/perfcounts.h"
#include "evidence/files.h"
#include "evidence/result.h"
#include "workload/sample.h"

static const struct metric metrics[] = {
	{ "boot.wall.ns", "ns", true, "less", 0.01,
	  "host time from the guest's first instruction to its init, KVM" },
	{ "boot.emulated.ns", "ns", true, "none", 0.01,
	  "the same under plain emulation: not a time of the guest" },
	{ "qemu.wall.ns", "ns", true, "less", 0.01,
	  "host time from the start of QEMU to its end, by hyperfine, KVM" },
	{ "qemu.user.ns", "ns", true, "less", 0.01,
	  "CPU time of QEMU in user mode with its guest, by hyperfine, KVM" },
	{ "qemu.system.ns", "ns", true, "less", 0.01,
	  "CPU time of QEMU in the host's kernel, by hyperfine, KVM" },
	{ "qemu.emulated.ns", "ns", true, "none", 0.01,
	  "host time from QEMU's start to its end under plain emulation: not a time of the guest" },
	{ "qemu.task_clock.ns", "ns", true, "less", 0.01,
	  "CPU time of QEMU with its guest, KVM" },
	{ "qemu.page_faults", "count", true, "less", 0.05,
	  "page faults of QEMU, from the guest's first instruction to the end" },
	{ "qemu.context_switches", "count", true, "less", 0.05,
	  "context switches of QEMU's threads" },
	{ "qemu.cpu_migrations", "count", true, "less", 0.05,
	  "moves of QEMU's threads to another CPU" },
	{ "qemu.cycles", "cycles", true, "less", 0.01,
	  "CPU cycles of QEMU with its guest, KVM" },
	{ "qemu.instructions", "instructions", true, "less", 0.01,
	  "instructions retired by QEMU with its guest, KVM" },
	{ "qemu.dtlb_load_misses", "count", true, "less", 0.05,
	  "loads that missed the data TLB, KVM" },
	{ "qemu.node_loads", "count", true, "none", 0.05,
	  "loads served by a node's memory, KVM" },
	{ "qemu.node_load_misses", "count", true, "less", 0.05,
	  "loads served by another node's memory, KVM" },
	{ 0 },
};

/*
 * perf's events and our metrics.  What says how long something takes is a
 * measurement of the emulator when there is one.
 */
static const struct {
	const char *event;
	const char *metric;
	double factor;
	bool kvm_only;
} events[] = {
	{ "task-clock", "qemu.task_clock.ns", 1e6, true },
	{ "page-faults", "qemu.page_faults", 1, false },
	{ "context-switches", "qemu.context_switches", 1, false },
	{ "cpu-migrations", "qemu.cpu_migrations", 1, false },
	{ "cycles", "qemu.cycles", 1, true },
	{ "instructions", "qemu.instructions", 1, true },
	{ "dTLB-load-misses", "qemu.dtlb_load_misses", 1, true },
	{ "node-loads", "qemu.node_loads", 1, true },
	{ "node-load-misses", "qemu.node_load_misses", 1, true },
};

struct output {
	const struct sample_sink *sink;
	bool kvm;
};

static int emit_event(void *context, const char *event, const char *value,
		      struct error *err)
{
	const struct output *output = context;
	uint64_t number;
	int ret;

	for (size_t i = 0; i < sizeof(events) / sizeof(events[0]); i++) {
		if (strcmp(event, events[i].event) != 0)
			continue;
		if (!value || (events[i].kvm_only && !output->kvm))
			return 0;
		ret = perfcounts_number(event, value, events[i].factor,
					&number, err);
		return ret ? ret : sample_emit(output->sink, events[i].metric,
					       "", -1, number, err);
	}
	return error_set(err, EINVAL, "%s: found the event %s, expected one that has a metric",
			 evidence_name(EVIDENCE_PERF), event);
}

/* Without perf on the host there is no such file. */
static int emit_events(const struct run_evidence *evidence,
		       struct output *output, struct error *err)
{
	char *path = evidence_path(evidence->directory, EVIDENCE_PERF);
	char *text = NULL;
	int ret = 0;

	if (file_exists(path))
		ret = file_read(path, &text, NULL, err);
	if (text)
		ret = perfcounts_each(text, emit_event, output, err);
	free(text);
	free(path);
	return ret;
}

static int emit_times(const char *directory, const struct output *output,
		      struct error *err)
{
	struct hyperfine_times times;
	int ret = hyperfine_times_read(directory, &times, err);

	if (ret == 0)
		ret = sample_emit(output->sink, output->kvm ?
				  "qemu.wall.ns" : "qemu.emulated.ns", "", -1,
				  times.wall_ns, err);
	if (ret || !output->kvm)
		return ret;
	ret = sample_emit(output->sink, "qemu.user.ns", "", -1, times.user_ns,
			  err);
	return ret ? ret : sample_emit(output->sink, "qemu.system.ns", "", -1,
				       times.system_ns, err);
}

/* Without hyperfine on the host there are no such times. */
static int emit_whole_boot(const struct run_evidence *evidence,
			   const struct output *output, struct error *err)
{
	char *path = evidence_path(evidence->directory, EVIDENCE_HYPERFINE);
	bool timed = file_exists(path);

	free(path);
	return timed ? emit_times(evidence->directory, output, err) : 0;
}

/* A guest whose first record nobody saw took a time that nobody knows. */
static int emit_boot(const struct result *result, const struct output *output,
		     struct error *err)
{
	if (!result->hello_ns)
		return error_set(err, EINVAL, "%s: found `hello_ns` 0, expected the time of the guest's first record",
				 evidence_name(EVIDENCE_RESULT));
	return sample_emit(output->sink, output->kvm ? "boot.wall.ns" :
						       "boot.emulated.ns",
			   "", -1, result->hello_ns, err);
}

static int read_samples(const struct run_evidence *evidence,
			const struct sample_sink *sink, struct error *err)
{
	struct output output = { .sink = sink };
	const struct result *result;
	int ret = evidence_result(evidence, &result, err);

	if (ret)
		return ret;
	output.kvm = strcmp(result->accelerator, "kvm") == 0;
	ret = emit_boot(result, &output, err);
	if (ret == 0)
		ret = emit_whole_boot(evidence, &output, err);
	if (ret == 0)
		ret = emit_events(evidence, &output, err);
	return ret;
}

const struct workload workload_wall = {
	.name = "wall",
	.question = "how long the host waits for a boot",
	.parameters = "quiet",
	.metrics = metrics,
	.read_samples = read_samples,
};
