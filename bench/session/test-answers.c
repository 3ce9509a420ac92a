// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "machine/qemu.h"
#include "session/answers.h"
#include "workload/registry.h"

static struct needs needs;

static int read_fragments(void **state)
{
	struct error err;

	(void)state;
	return needs_read(&needs, "kernels", &err);
}

static int release_fragments(void **state)
{
	(void)state;
	needs_release(&needs);
	return 0;
}

static bool is_question(const char *word)
{
	static const char *const others[] = {
		NEEDS_BOOT, NEEDS_TOPOLOGY, NEEDS_HOTADD, NEEDS_UNPLUG,
		/* Boot parameters. */
		NEEDS_MOVABLE_NODE, "numa=fake", "cma",
	};
	enum mapping mapping;

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (strcmp(word, others[i]) == 0)
			return true;
	return workloads_find(word) || mapping_parse(word, &mapping) == 0;
}

static void fragments_name_questions_that_can_be_asked(void **state)
{
	int count = 0;

	(void)state;
	for (size_t i = 0; i < needs.count; i++) {
		char **word = needs.list[i].questions;

		for (; word && *word; word++, count++)
			if (!is_question(*word))
				fail_msg("%s: CONFIG_%s is for `%s`",
					 needs.list[i].fragment,
					 needs.list[i].option, *word);
	}
	assert_true(count > 30);
}

static bool asked(const struct questions *questions, const char *name)
{
	for (size_t i = 0; i < questions->count; i++)
		if (strcmp(questions->list[i].name, name) == 0)
			return true;
	return false;
}

static void a_plan_asks_what_is_in_it(void **state)
{
	struct topology topologies[] = {
		{ .guest_node_count = 4, .cpu_count = 8,
		  .parameters = "numa=fake=4" },
		{ .guest_node_count = 2, .cpu_count = 32 },
	};
	const struct workload *workloads[] = { workloads_find("hotremove") };
	const struct plan plan = {
		.topologies = topologies,
		.topology_count = 2,
		.workloads = workloads,
		.workload_count = 1,
	};
	char parameters[] = "quiet movable_node cma=64M movable_nodes";
	const struct arm arm = { .parameters = parameters };
	struct questions questions = { 0 };

	(void)state;
	answers_ask_plan(&questions, &needs, &plan, &arm);
	assert_int_equal(questions.count, 6);
	assert_true(asked(&questions, NEEDS_BOOT));
	assert_true(asked(&questions, "hotremove"));
	assert_true(asked(&questions, NEEDS_MOVABLE_NODE));
	assert_true(asked(&questions, "numa=fake"));
	assert_true(asked(&questions, "cma"));
	assert_string_equal(questions.list[1].name, NEEDS_TOPOLOGY);
	assert_int_equal(questions.list[1].nodes, 4);
	assert_int_equal(questions.list[1].cpus, 32);
	free(questions.list);
}

static void all_that_cannot_be_answered_is_one_sentence(void **state)
{
	const struct question list[] = {
		{ .name = "4K" }, { .name = "hotremove" }, { .name = "2M" },
	};
	const struct questions questions = { (struct question *)list, 3 };
	struct facts facts = {
		.config = (char *)"CONFIG_SPARSEMEM=y\nCONFIG_MIGRATION=y\n"
				  "CONFIG_DEBUG_KERNEL=y\n"
				  "CONFIG_MEMORY_HOTPLUG=y\n",
		.config_from = (char *)"IKCONFIG",
	};
	struct error err;

	(void)state;
	assert_int_equal(answers_check(&questions, &needs, &facts, "mine",
				       &err), -EINVAL);
	assert_string_equal(err.text,
			    "kernel mine cannot answer what is asked: 4K: no CONFIG_DEBUG_PAGEALLOC; hotremove: no CONFIG_MEMORY_HOTREMOVE (by its IKCONFIG)");
}

static void a_kernel_of_which_nothing_is_known_is_booted(void **state)
{
	const struct question list[] = { { .name = "4K" } };
	const struct questions questions = { (struct question *)list, 1 };
	struct facts facts = { .unread = (char *)"why" };
	struct error err;

	(void)state;
	assert_int_equal(answers_check(&questions, &needs, &facts, "mine",
				       &err), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fragments_name_questions_that_can_be_asked),
		cmocka_unit_test(a_plan_asks_what_is_in_it),
		cmocka_unit_test(all_that_cannot_be_answered_is_one_sentence),
		cmocka_unit_test(a_kernel_of_which_nothing_is_known_is_booted),
	};

	return cmocka_run_group_tests(tests, read_fragments,
				      release_fragments);
}
