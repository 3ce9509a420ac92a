// SPDX-License-Identifier: GPL-2.0-only
/* What a guest's init is told to run, and how a plan has a say in it. */
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

#include "lib/clock.h"
#include "lib/file.h"
#include "plan/plan.h"
#include "plan/program-tasks.h"
#include "workload/registry.h"

#define PLAN "/tmp/test-program-tasks.plan"

#define START \
	"[plan]\narms = unpatched\ntopologies = numa2\nmappings = 2M\n"

static struct catalog catalog;
static struct topology topology;
static struct error err;

static int load(void **state)
{
	(void)state;
	return catalog_load(&catalog, "kernels/variants.ini", &err);
}

static int unload(void **state)
{
	(void)state;
	catalog_release(&catalog);
	return unlink(PLAN);
}

/* The words of a made-up workload. */
static void expect_words(const char *arguments, const char *topology_name,
			 const char *expected)
{
	const struct workload workload = {
		.name = "made-up",
		.program = "tool",
		.arguments = arguments,
	};
	struct plan plan = { .timeout_ns = 100 * NS_PER_S };
	struct guest_tasks tasks = { 0 };
	char path[80], *words;

	snprintf(path, sizeof(path), "bench/topologies/%s.topo",
		 topology_name);
	assert_int_equal(topology_load(&topology, path, &err), 0);
	program_tasks(&tasks, &plan, &workload, &topology);
	assert_int_equal(guest_tasks_write(&tasks, &words, &err), 0);
	assert_string_equal(words, expected);
	free(words);
	guest_tasks_release(&tasks);
}

static void a_program_has_four_fifths_of_the_time(void **state)
{
	(void)state;
	expect_words(NULL, "numa2", " -- deadline=80 run=tool");
}

static void a_comma_in_an_argument_is_doubled(void **state)
{
	(void)state;
	expect_words("--load 0,50 -x", "numa2",
		     " -- deadline=80 run=tool,--load,0,,50,-x");
}

static void a_percent_sign_means_nothing_by_itself(void **state)
{
	(void)state;
	expect_words("100% %d", "numa2", " -- deadline=80 run=tool,100%,%d");
}

static void each_pair_of_nodes_is_one_run(void **state)
{
	(void)state;
	expect_words("-C %c -M=%m", "numa2",
		     " -- deadline=80 run=tool,-C,0,-M=0 run=tool,-C,0,-M=1"
		     " run=tool,-C,1,-M=0 run=tool,-C,1,-M=1");
}

/* Each with the last CPU of the node, and only nodes with memory. */
static void pairs_are_those_that_the_guest_sees(void **state)
{
	(void)state;
	expect_words("%c-%m", "numa-fake",
		     " -- deadline=80 run=tool,0-0 run=tool,0-1 run=tool,0-2"
		     " run=tool,0-3 run=tool,1-0 run=tool,1-1 run=tool,1-2"
		     " run=tool,1-3");
	expect_words("%c-%m", "numa4-memoryless",
		     " -- deadline=80 run=tool,0-0 run=tool,0-2 run=tool,0-3"
		     " run=tool,1-0 run=tool,1-2 run=tool,1-3"
		     " run=tool,2-0 run=tool,2-2 run=tool,2-3");
	expect_words("%m", "srat-none", " -- deadline=80 run=tool,0");
}

static void without_a_program_there_are_no_words(void **state)
{
	struct plan plan = { 0 };
	struct guest_tasks tasks = { 0 };
	char *words;

	(void)state;
	program_tasks(&tasks, &plan, workloads_find("count"), &topology);
	assert_int_equal(guest_tasks_write(&tasks, &words, &err), 0);
	assert_string_equal(words, "");
	free(words);
}

static int load_plan(struct plan *plan, const char *text)
{
	assert_int_equal(file_write(PLAN, text, strlen(text), &err), 0);
	return plan_load(plan, &catalog, PLAN, &err);
}

static void refuse(const char *text, const char *sentence)
{
	struct plan plan;

	assert_int_equal(load_plan(&plan, text), -EINVAL);
	assert_string_equal(err.text, sentence);
	plan_release(&plan);
}

static void a_plan_gives_a_program_other_words(void **state)
{
	const struct workload *workload = workloads_find("numa-latency");
	struct plan plan;

	(void)state;
	assert_int_equal(load_plan(&plan, START "engine = timed\n"
					  "workloads = numa-latency\n"
					  "[arguments]\nnuma-latency = --local\n"), 0);
	assert_string_equal(plan_arguments(&plan, workload), "--local");
	plan_release(&plan);
	assert_int_equal(load_plan(&plan, START "engine = timed\n"
					  "workloads = numa-latency\n"), 0);
	assert_string_equal(plan_arguments(&plan, workload),
			    workload->arguments);
	plan_release(&plan);
}

static void wrong_arguments_get_one_sentence(void **state)
{
	(void)state;
	refuse(START "workloads = count\n[arguments]\ncount = -x\n",
	       PLAN ":7: found `count = -x`, expected a workload whose guests run a program");
	refuse(START "workloads = count\n[arguments]\nnuma-latency = -x \"a\"\n",
	       PLAN ":7: found `numa-latency = -x \"a\"`, expected words without quotes");
	refuse(START "workloads = count\n[arguments]\nnuma-latency = -x\n",
	       "plan test-program-tasks: found arguments of workload numa-latency, expected it among the workloads");
	refuse(START "workloads = count\n[more]\na = b\n",
	       PLAN ":7: found `a = b`, expected section [plan] or [arguments], not [more]");
}

static void times_need_the_timed_engine(void **state)
{
	(void)state;
	refuse(START "workloads = numa-latency\n",
	       "plan test-program-tasks: workload numa-latency measures times, expected engine = timed");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_program_has_four_fifths_of_the_time),
		cmocka_unit_test(a_comma_in_an_argument_is_doubled),
		cmocka_unit_test(a_percent_sign_means_nothing_by_itself),
		cmocka_unit_test(each_pair_of_nodes_is_one_run),
		cmocka_unit_test(pairs_are_those_that_the_guest_sees),
		cmocka_unit_test(without_a_program_there_are_no_words),
		cmocka_unit_test(a_plan_gives_a_program_other_words),
		cmocka_unit_test(wrong_arguments_get_one_sentence),
		cmocka_unit_test(times_need_the_timed_engine),
	};

	return cmocka_run_group_tests(tests, load, unload);
}
