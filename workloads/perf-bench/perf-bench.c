// SPDX-License-Identifier: GPL-2.0-only
/*
 * A second witness of memory's speed by node, not written by us: the host's
 * `perf bench numa mem` inside the guest, once for each node with CPUs and
 * each node with memory.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "machine/topology.h"
#include "places.h"
#include "evidence/times.h"
#include "workload/sample.h"

#define COMMAND_SIGN "# Running main, \"perf bench numa numa-mem "
#define SPEED_SIGN "GB/sec, "
#define SPEED_NAME "thread-speed"

static const struct metric metrics[] = {
	{ "perf_bench.bytes_per_s", "bytes/s", true, "more", 0.03,
	  "what one thread reads and writes in order, by perf bench numa mem, by node of the CPU; node is that of the memory" },
	{ "perf_bench.emulated.bytes_per_s", "bytes/s", true, "none", 0.03,
	  "the same where CPU or nodes are emulated: not a speed of memory" },
	{ 0 },
};

/**
 * struct reading - what perf said so far
 * @sink: where its numbers go, NULL when they are only to be checked
 * @cpu: that it was bound to, -1 before its first line
 * @memory_nid: where its memory is
 * @speeds: how many it told
 */
struct reading {
	const struct run_evidence *evidence;
	const struct sample_sink *sink;
	const char *metric;
	int cpu;
	int memory_nid;
	int speeds;
};

/* The number behind " -C " or the like, -1 without one. */
static int option_number(const char *line, const char *option)
{
	const char *at = strstr(line, option);

	return at ? (int)strtol(at + strlen(option), NULL, 10) : -1;
}

static int node_of_cpu(const struct topology *topology, int cpu)
{
	for (unsigned int nid = 0; nid < topology->guest_node_count; nid++)
		if (cpu >= 0 && cpu < TOPOLOGY_MAX_CPUS &&
		    topology->guest_nodes[nid].cpus >> cpu & 1)
			return (int)nid;
	return -1;
}

/* GB/s: beyond any machine. */
#define SPEED_MAX 1e9

/* " main,  5.217, GB/sec,  thread-speed" */
static int take_speed(struct reading *reading, const char *line,
		      struct error *err)
{
	const char *number = strchr(line, ',');
	double speed = number ? strtod(number + 1, NULL) : 0;
	int nid = node_of_cpu(reading->evidence->topology, reading->cpu);
	char item[16];

	if (!(speed > 0 && speed < SPEED_MAX))
		return error_set(err, EINVAL,
				 "perf: found `%s`, expected a speed above 0",
				 line);
	if (nid < 0 || reading->memory_nid < 0)
		return error_set(err, EINVAL,
				 "perf: found a speed without a CPU and a node that the guest has");
	snprintf(item, sizeof(item), "node%d", nid);
	reading->speeds++;
	reading->cpu = -1;
	if (!reading->sink)
		return 0;
	return sample_emit_part(reading->sink, reading->metric, item,
				reading->memory_nid, 0, speed * 1e9, err);
}

static int take_line(struct reading *reading, const char *line,
		     struct error *err)
{
	if (strstr(line, COMMAND_SIGN)) {
		reading->cpu = option_number(line, " -C ");
		reading->memory_nid = option_number(line, " -M ");
	} else if (strstr(line, SPEED_SIGN) && strstr(line, SPEED_NAME)) {
		return take_speed(reading, line, err);
	}
	return 0;
}

static int read_speeds(struct reading *reading, struct error *err)
{
	const struct guest_records *guest;
	int ret = evidence_guest(reading->evidence, &guest, err);

	if (ret)
		return ret;
	for (size_t i = 0; i < guest->line_count && ret == 0; i++)
		ret = take_line(reading, guest->lines[i].text, err);
	if (ret == 0 && !reading->speeds)
		ret = error_set(err, EINVAL,
				"%s: found no %s by perf, expected one",
				guest->path, SPEED_NAME);
	return ret;
}

static int read_samples(const struct run_evidence *evidence,
			const struct sample_sink *sink, struct error *err)
{
	struct reading reading = {
		.evidence = evidence,
		.sink = sink,
		.cpu = -1,
	};
	bool real;
	int ret = times_are_real(evidence, &real, err);

	reading.metric = metrics[!real].name;
	return ret ? ret : read_speeds(&reading, err);
}

static int check(const struct run_evidence *evidence, struct error *err)
{
	struct reading reading = { .evidence = evidence, .cpu = -1 };

	return read_speeds(&reading, err);
}

const struct workload workload_perf_bench = {
	.name = "perf-bench",
	.question = "how fast perf bench reads and writes memory of each node",
	.engines = ENGINES_TIMED,
	.parameters = "quiet",
	.program = "perf",
	.program_patterns = perf_places,
	.arguments =
		"bench numa mem -p 1 -t 1 -P 256 -s 2 -z --no-data_rand_walk -C %c -M %m",
	.check = check,
	.metrics = metrics,
	.read_samples = read_samples,
};
