// SPDX-License-Identifier: GPL-2.0-only
/* What perf said in a guest, and what samples are made of it. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "lib/alloc.h"
#include "lib/file.h"
#include "machine/topology.h"
#include "workload/sample.h"

#define HELLO \
	"{\"record\":\"hello\",\"version\":1,\"kernel\":\"6.1\",\"cmdline\":\"quiet\"}\n"
#define LINE(text) \
	"{\"record\":\"line\",\"program\":\"perf\",\"text\":\"" text "\"}\n"
#define COMMAND(words) \
	LINE(" # Running main, \\\"perf bench numa numa-mem " words "\\\"")
#define SPEED(number) \
	LINE(" main,   " number ", GB/sec,         thread-speed") \
	LINE(" main,   9.999, GB/sec,         total-speed")

static char folder[] = "/tmp/test-perf-bench-XXXXXX";
static struct topology topology;
static struct error err;
static char *samples;

static int open_folder(void **state)
{
	(void)state;
	return mkdtemp(folder) ? topology_load(&topology,
		"bench/topologies/numa2.topo", &err) : -1;
}

static int remove_folder(void **state)
{
	(void)state;
	return directory_remove(folder, &err);
}

static void write_file(const char *name, const char *text)
{
	char *path = xasprintf("%s/%s", folder, name);

	assert_int_equal(file_write(path, text, strlen(text), &err), 0);
	free(path);
}

/* The samples of a run whose result and guest say this. */
static int read_run(const char *accelerator, const char *host_nodes,
		    const char *records)
{
	struct run_evidence evidence =
		run_evidence_open(folder, &topology, NULL);
	char *result = xasprintf("{\"end_state\":\"completed\",\"reason\":\"\","
				 "\"accelerator\":\"%s\",\"hello_ns\":1,"
				 "\"end_ns\":2,\"host_nodes\":%s}",
				 accelerator, host_nodes);
	struct sample_sink sink = {
		.prefix = "",
		.suffix = "",
		.metrics = workload_perf_bench.metrics,
	};
	size_t size;
	int ret;

	write_file("result.json", result);
	write_file("guest.jsonl", records);
	free(samples);
	sink.samples = open_memstream(&samples, &size);
	ret = workload_perf_bench.read_samples(&evidence, &sink, &err);
	run_evidence_close(&evidence);
	fclose(sink.samples);
	free(result);
	return ret;
}

static void each_pair_gives_one_speed(void **state)
{
	(void)state;
	assert_int_equal(read_run("kvm", "[0,1]",
				  HELLO COMMAND("-p 1 -C 0 -M 1") SPEED("5.217")
					  COMMAND("-p 1 -C 1 -M 1")
						  SPEED("9.5")),
			 0);
	assert_string_equal(samples,
		"0,perf_bench.bytes_per_s,node0,1,5217000000.000,bytes/s,noisy,\n"
		"0,perf_bench.bytes_per_s,node1,1,9500000000.000,bytes/s,noisy,\n");
}

/* Neither an emulated CPU nor nodes that are none give a speed. */
static void what_is_emulated_has_another_name(void **state)
{
	static const char *const runs[][3] = {
		{ "tcg", "[0,1]", HELLO },
		{ "kvm in tcg", "[0,1]", HELLO },
		{ "kvm", "null", HELLO },
		{ "kvm", "[0,1]",
		  "{\"record\":\"hello\",\"cmdline\":\"numa=fake=2 quiet\"}\n" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(runs) / sizeof(runs[0]); i++) {
		char *records = xasprintf("%s%s", runs[i][2],
					  COMMAND("-C 0 -M 1") SPEED("5.217"));

		assert_int_equal(read_run(runs[i][0], runs[i][1], records), 0);
		assert_string_equal(
			samples,
			"0,perf_bench.emulated.bytes_per_s,node0,1,5217000000.000,bytes/s,noisy,\n");
		free(records);
	}
}

/* Memory of the host is memory when there is only one node to be had. */
static void one_node_need_not_be_bound(void **state)
{
	struct topology two = topology;

	(void)state;
	topology.guest_node_count = 1;
	assert_int_equal(read_run("kvm", "null",
				  HELLO COMMAND("-C 0 -M 0") SPEED("5.217")),
			 0);
	assert_string_equal(
		samples,
		"0,perf_bench.bytes_per_s,node0,0,5217000000.000,bytes/s,noisy,\n");
	topology = two;
}

static void refuse(const char *records, const char *sentence)
{
	assert_int_equal(read_run("kvm", "[0,1]", records), -EINVAL);
	assert_non_null(strstr(err.text, sentence));
}

static void what_perf_does_not_say_is_refused(void **state)
{
	(void)state;
	refuse(HELLO COMMAND("-C 0 -M 1"),
	       "guest.jsonl: found no thread-speed by perf, expected one");
	refuse(HELLO COMMAND("-C 0 -M 1") SPEED("0.000"),
	       "GB/sec,         thread-speed`, expected a speed above 0");
	refuse(HELLO SPEED("5.2"),
	       "found a speed without a CPU and a node that the guest has");
	refuse(HELLO COMMAND("-C 0") SPEED("5.2"),
	       "found a speed without a CPU and a node that the guest has");
	refuse(HELLO COMMAND("-C 7 -M 0") SPEED("5.2"),
	       "found a speed without a CPU and a node that the guest has");
	refuse(HELLO COMMAND("-C 0 -M 0") SPEED("5.2") SPEED("5.2"),
	       "found a speed without a CPU and a node that the guest has");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_pair_gives_one_speed),
		cmocka_unit_test(what_is_emulated_has_another_name),
		cmocka_unit_test(one_node_need_not_be_bound),
		cmocka_unit_test(what_perf_does_not_say_is_refused),
	};
	int failed = cmocka_run_group_tests(tests, open_folder, remove_folder);

	free(samples);
	return failed;
}
