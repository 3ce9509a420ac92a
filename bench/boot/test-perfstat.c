// SPDX-License-Identifier: GPL-2.0-only
/* A perf first in PATH that says what another host's would say. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "boot/perfstat.h"
#include "lib/alloc.h"
#include "lib/file.h"

static char folder[] = "/tmp/test-perfstat-XXXXXX";
static struct error err;

static int open_folder(void **state)
{
	char *path;

	(void)state;
	if (!mkdtemp(folder))
		return -1;
	path = xasprintf("%s:%s", folder, getenv("PATH"));
	setenv("PATH", path, 1);
	free(path);
	return 0;
}

static int remove_folder(void **state)
{
	(void)state;
	return directory_remove(folder, &err);
}

static struct perf_events probe(const char *lines)
{
	char *path = xasprintf("%s/perf", folder);
	char *script = xasprintf("#!/bin/sh\ncat <<'L'\n%sL\n", lines);
	struct perf_events events;

	assert_int_equal(file_write(path, script, strlen(script), &err), 0);
	assert_int_equal(chmod(path, 0755), 0);
	perf_events_probe(&events);
	free(script);
	free(path);
	return events;
}

static void a_decimal_comma_is_said_before_the_first_boot(void **state)
{
	struct perf_events events =
		probe("7,,page-faults,1,100,00,0,M/sec\n"
		      "0,31,msec,task-clock,306721,100,00,0,CPUs utilized\n");

	(void)state;
	assert_string_equal(events.supported, "");
	assert_string_equal(events.reason,
			    "perf stat: found `0` of `msec`, expected a number with a decimal point of task-clock,page-faults,context-switches,cpu-migrations,cycles,instructions,dTLB-load-misses,node-loads,node-load-misses");
	perf_events_release(&events);
	events = probe("0.3.1,msec,task-clock,306721,100.00\n");
	assert_non_null(events.reason);
	perf_events_release(&events);
}

static void a_part_of_an_event_is_not_that_event(void **state)
{
	struct perf_events events =
		probe("0.31,msec,task-clock,1,100.00,,\n"
		      "5,,cpu_core/cycles/,1,100.00,,\n"
		      "<not counted>,,cpu_atom/cycles/,0,0.00,,\n"
		      "5,,instructions:u,1,100.00,,\n"
		      "<not supported>,,node-loads,0,100.00,,\n");

	(void)state;
	assert_null(events.reason);
	assert_string_equal(events.supported, "task-clock,cycles");
	assert_string_equal(events.unsupported, "instructions,node-loads");
	perf_events_release(&events);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_decimal_comma_is_said_before_the_first_boot),
		cmocka_unit_test(a_part_of_an_event_is_not_that_event),
	};

	return cmocka_run_group_tests(tests, open_folder, remove_folder);
}
