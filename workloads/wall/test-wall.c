// SPDX-License-Identifier: GPL-2.0-only
/* What a boot took: a time under KVM, else by another name, never 0. */
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

static char folder[] = "/tmp/test-wall-XXXXXX";
static struct topology topology;
static struct error err;
static char *samples;

static int open_folder(void **state)
{
	(void)state;
	return mkdtemp(folder) ? topology_load(&topology,
		"bench/topologies/uma.topo", &err) : -1;
}

static int remove_folder(void **state)
{
	(void)state;
	return directory_remove(folder, &err);
}

/* The samples of a run without perf and hyperfine. */
static int read_run(const char *accelerator, unsigned int hello_ns)
{
	struct run_evidence evidence =
		run_evidence_open(folder, &topology, NULL);
	char *path = xasprintf("%s/result.json", folder);
	char *result = xasprintf("{\"end_state\":\"completed\",\"reason\":\"\","
				 "\"accelerator\":\"%s\",\"hello_ns\":%u,"
				 "\"end_ns\":2000}", accelerator, hello_ns);
	struct sample_sink sink = {
		.prefix = "",
		.suffix = "",
		.metrics = workload_wall.metrics,
	};
	size_t size;
	int ret;

	assert_int_equal(file_write(path, result, strlen(result), &err), 0);
	free(samples);
	sink.samples = open_memstream(&samples, &size);
	ret = workload_wall.read_samples(&evidence, &sink, &err);
	run_evidence_close(&evidence);
	fclose(sink.samples);
	free(result);
	free(path);
	return ret;
}

static void only_kvm_gives_a_time(void **state)
{
	(void)state;
	assert_int_equal(read_run("kvm", 1500), 0);
	assert_string_equal(samples, "0,boot.wall.ns,,,1500,ns,noisy,\n");
	assert_int_equal(read_run("tcg", 1500), 0);
	assert_string_equal(samples, "0,boot.emulated.ns,,,1500,ns,noisy,\n");
	assert_int_equal(read_run("kvm in tcg", 1500), 0);
	assert_string_equal(samples, "0,boot.emulated.ns,,,1500,ns,noisy,\n");
}

static void a_record_that_was_not_seen_is_no_time(void **state)
{
	(void)state;
	assert_int_equal(read_run("kvm", 0), -EINVAL);
	assert_string_equal(
		err.text,
		"result.json: found `hello_ns` 0, expected the time of the guest's first record");
	assert_string_equal(samples, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_kvm_gives_a_time),
		cmocka_unit_test(a_record_that_was_not_seen_is_no_time),
	};
	int failed = cmocka_run_group_tests(tests, open_folder, remove_folder);

	free(samples);
	return failed;
}
