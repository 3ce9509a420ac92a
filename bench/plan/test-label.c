// SPDX-License-Identifier: GPL-2.0-only
/* What arms are called. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "plan/label.h"

static struct catalog catalog;

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

static int add(struct plan *plan, const char *arms, struct error *err)
{
	plan_init(plan, "test");
	return plan_set(plan, &catalog, "arms", arms, err);
}

/* The arms, and their names in order. */
static void named(const char *arms, const char *names)
{
	char found[512] = "";
	struct plan plan;
	struct error err = { "" };

	if (add(&plan, arms, &err))
		fail_msg("%s: %s", arms, err.text);
	for (int i = 0; i < plan.arm_count; i++) {
		strcat(found, i ? " " : "");
		strcat(found, plan.arms[i].name);
	}
	assert_string_equal(found, names);
	plan_release(&plan);
}

static void refused(const char *arms, const char *what)
{
	struct plan plan;
	struct error err = { "" };

	assert_int_equal(add(&plan, arms, &err), -EINVAL);
	if (!strstr(err.text, what))
		fail_msg("%s: %s", arms, err.text);
	plan_release(&plan);
}

static void a_variant_is_called_as_it_is_written(void **state)
{
	(void)state;
	named("unpatched patched-6.1+movable_node series@3",
	      "unpatched patched-6.1+movable_node series@3");
	named("unpatched unpatched", "unpatched unpatched#2");
}

static void a_path_is_called_by_its_last_name(void **state)
{
	(void)state;
	named("./vmlinuz ./vmlinuz+movable_node", "vmlinuz vmlinuz+movable_node");
	named("/boot/vmlinuz-6.1.0-56-amd64+a=1+b unpatched",
	      "vmlinuz-6.1.0-56-amd64+a=1+b unpatched");
	named("./vmlinuz ./vmlinuz", "vmlinuz vmlinuz#2");
	named("/home/me/linux/ /home/me/linux:my/v7.mbox+x",
	      "linux linux_v7.mbox+x");
	named(". .:v7.mbox ../linux", "tree tree_v7.mbox linux");
}

static void as_much_of_a_path_as_tells_kernels_apart(void **state)
{
	(void)state;
	named("good/bzImage bad/bzImage bad/bzImage+x",
	      "good_bzImage bad_bzImage bad_bzImage+x");
	named("a/b/bzImage c/b/bzImage vmlinuz",
	      "a_b_bzImage c_b_bzImage vmlinuz");
	named("bzImage a/bzImage", "bzImage a_bzImage");
	named("a/b a_b", "b a_b");
	named("./unpatched", "unpatched-2");
	named("k/unpatched k/x", "k_unpatched x");
}

static void the_user_may_choose_it(void **state)
{
	(void)state;
	named("old=./vmlinuz-1 new=./vmlinuz-2+movable_node",
	      "old new+movable_node");
	named("deb=./vmlinuz deb=./vmlinuz+movable_node", "deb deb+movable_node");
	named("a=./vmlinuz b=./vmlinuz b=./vmlinuz", "a b b#2");
	named("before=unpatched after=patched", "before after");
	named("vmlinuz=a/b ./vmlinuz", "vmlinuz vmlinuz-2");
	/* A parameter's value and a path are none. */
	named("unpatched+a=b ./a=b/vmlinuz", "unpatched+a=b vmlinuz");
}

static void one_label_is_one_kernel(void **state)
{
	(void)state;
	refused("a=./x a=./y", "found the label `a` for ./x and for ./y");
	refused("patched=./x unpatched", "it is the name of a kernel");
	refused("unpatched=unpatched-6.1", "it is the name of a kernel");
	refused("patched-6.1=./x", "it is the name of a kernel");
	refused("a=", "without a kernel");
	refused("a=+quiet", "without a kernel");
}

static void a_kernel_of_another_host_may_have_a_plus(void **state)
{
	const char *kernel = "./vmlinuz-6.12.117+deb12-amd64";
	struct plan plan;
	struct error err;

	(void)state;
	assert_int_equal(add(&plan, "./vmlinuz-6.12.117+deb12-amd64+a+b", &err),
			 0);
	assert_string_equal(plan.arms[0].parameters, "deb12-amd64 a b");
	assert_int_equal(plan_set_kernel(&plan, &catalog, 0, kernel, &err), 0);
	assert_string_equal(plan.arms[0].kernel, kernel);
	assert_string_equal(plan.arms[0].parameters, "a b");
	assert_string_equal(plan.arms[0].name,
			    "vmlinuz-6.12.117_deb12-amd64+a+b");
	plan_release(&plan);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, load_catalog, free_catalog)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_variant_is_called_as_it_is_written),
		TEST(a_path_is_called_by_its_last_name),
		TEST(as_much_of_a_path_as_tells_kernels_apart),
		TEST(the_user_may_choose_it),
		TEST(one_label_is_one_kernel),
		TEST(a_kernel_of_another_host_may_have_a_plus),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
