// SPDX-License-Identifier: GPL-2.0-only
/* Arms whose kernel is named without a base. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/alloc.h"
#include "plan/plan.h"

static struct catalog catalog;

/* As if this host had the sources of these bases and no other. */
static void have(const char *one, const char *other)
{
	for (int i = 0; i < catalog.base_count; i++) {
		struct base *base = catalog.bases[i];
		bool here = strcmp(base->name, one) == 0 ||
			    strcmp(base->name, other) == 0;

		free(base->tarball);
		base->tarball = xstrdup(here ? "/dev/null" : "/dev/null/no");
	}
}

static int load_catalog(void **state)
{
	struct error err;

	(void)state;
	return catalog_load(&catalog, "kernels/variants.ini", &err);
}

static int free_catalog(void **state)
{
	(void)state;
	catalog_release(&catalog);
	return 0;
}

static int check(struct plan *plan, const char *arms, struct error *err)
{
	const char *const settings[][2] = {
		{ "arms", arms }, { "topologies", "uma" },
		{ "mappings", "2M" }, { "workloads", "placement" },
	};
	int ret = 0;

	plan_init(plan, "test");
	for (size_t i = 0; i < 4 && ret == 0; i++)
		ret = plan_set(plan, &catalog, settings[i][0], settings[i][1],
			       err);
	return ret ? ret : plan_check(plan, err);
}

static void an_arm_keeps_its_name_and_boots_the_whole_one(void **state)
{
	struct plan plan;
	struct error err;

	(void)state;
	have("linux-6.1", "linux-6.12");
	assert_int_equal(check(&plan, "series@3+movable_node patched-6.1",
			       &err), 0);
	assert_string_equal(plan.arms[0].name, "series@3+movable_node");
	assert_string_equal(plan.arms[0].kernel, "series-6.12@3");
	assert_string_equal(plan.arms[0].parameters, "movable_node");
	assert_string_equal(plan.arms[0].chosen->name, "linux-6.12");
	assert_string_equal(plan.arms[1].kernel, "patched-6.1");
	assert_null(plan.arms[1].chosen);
	plan_release(&plan);
}

static void both_names_of_a_kernel_are_one_arm(void **state)
{
	struct plan plan;
	struct error err;

	(void)state;
	have("linux-6.12", "");
	assert_int_equal(check(&plan, "stock stock-6.12 stock-6.1", &err), 0);
	assert_string_equal(plan.arms[1].name, "stock-6.12#2");
	assert_string_equal(plan.arms[2].name, "stock-6.1");
	plan_release(&plan);
}

static void names_without_a_base_are_of_one(void **state)
{
	struct plan plan;
	struct error err;

	(void)state;
	have("linux-6.1", "linux-6.12");
	assert_int_equal(check(&plan, "unpatched option-only+movable_node",
			       &err), -EINVAL);
	assert_string_equal(err.text,
			    "found unpatched-6.12 for `unpatched` and option-only-6.1 for `option-only+movable_node`, expected one base: name it in all of them, or give --base");
	plan_release(&plan);
	have("linux-6.1", "");
	assert_int_equal(check(&plan, "unpatched option-only+movable_node",
			       &err), 0);
	assert_string_equal(plan.arms[0].kernel, "unpatched-6.1");
	plan_release(&plan);
}

static void a_plan_can_be_read_where_it_cannot_be_booted(void **state)
{
	struct plan plan;
	struct error err;

	(void)state;
	have("linux-6.12", "");
	assert_int_equal(check(&plan, "stock option-only", &err), 0);
	assert_string_equal(plan.arms[1].kernel, "option-only");
	plan_release(&plan);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, load_catalog, free_catalog)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(an_arm_keeps_its_name_and_boots_the_whole_one),
		TEST(both_names_of_a_kernel_are_one_arm),
		TEST(names_without_a_base_are_of_one),
		TEST(a_plan_can_be_read_where_it_cannot_be_booted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
