// SPDX-License-Identifier: GPL-2.0-only
/* The text of a plan is read as the same plan. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/alloc.h"
#include "lib/file.h"
#include "lib/inifile.h"
#include "plan/arm-options.h"
#include "plan/text.h"

static struct catalog catalog;
static char folder[] = "/tmp/numaboot-plan-XXXXXX";

static char *in_folder(const char *name)
{
	return xasprintf("%s/%s", folder, name);
}

static void write_file(const char *name, const char *text)
{
	char *path = in_folder(name);
	struct error err;

	assert_int_equal(file_write(path, text, strlen(text), &err), 0);
	free(path);
}

static void set(struct plan *plan, const char *key, const char *value)
{
	struct error err;

	if (plan_set(plan, &catalog, key, value, &err))
		fail_msg("%s = %s: %s", key, value, err.text);
}

static void begin(struct plan *plan, const char *arms)
{
	plan_init(plan, "again");
	set(plan, "arms", arms);
	set(plan, "topologies", "uma 4x1G");
	set(plan, "mappings", "4K 2M");
	set(plan, "workloads", "count placement");
}

static char *text_of(struct plan *plan)
{
	struct error err;

	assert_int_equal(plan_check(plan, &err), 0);
	return plan_text(plan);
}

/* The text of a plan that was read from @text. */
static char *read_back(const char *text)
{
	char *path = in_folder("again.plan");
	struct plan plan;
	struct error err;
	char *again;

	write_file("again.plan", text);
	if (plan_load(&plan, &catalog, path, &err))
		fail_msg("%s in\n%s", err.text, text);
	again = plan_text(&plan);
	plan_release(&plan);
	free(path);
	return again;
}

static void every_key_is_written(void **state)
{
	struct plan plan;
	char *text, *again;

	(void)state;
	begin(&plan, "unpatched unpatched patched+movable_node");
	set(&plan, "description", "what it is; for");
	set(&plan, "workloads", "penalty");
	set(&plan, "seed", "9223372036854775807");
	set(&plan, "blocks", "3");
	set(&plan, "timeout", "7");
	text = text_of(&plan);
	assert_string_equal(text,
		"[plan]\n"
		"description = what it is; for\n"
		"arms = unpatched unpatched patched+movable_node\n"
		"topologies = uma 4x1G\n"
		"mappings = 4K 2M\n"
		"workloads = count placement penalty\n"
		"engine = exact\n"
		"blocks = 3\n"
		"seed = 9223372036854775807\n"
		"timeout = 7\n"
		"layout = yes\n"
		"mmu = cascade-lake\n");
	again = read_back(text);
	assert_string_equal(again, text);
	free(again);
	free(text);
	set(&plan, "timeout", "120");
	text = text_of(&plan);
	assert_non_null(strstr(text, "\ntimeout = 120\n"));
	free(text);
	plan_release(&plan);
}

static void options_of_arms_are_written(void **state)
{
	struct plan plan;
	struct error err;
	char *text, *again;

	(void)state;
	plan_init(&plan, "again");
	set(&plan, "arms", "unpatched b=unpatched c=patched");
	set(&plan, "topologies", "uma");
	set(&plan, "mappings", "2M");
	set(&plan, "workloads", "count");
	set(&plan, "make", "b: CC=gcc-11 KCFLAGS='-O1 -g'");
	set(&plan, "make", "c: LLVM=-16");
	set(&plan, "config-file", "mine");
	text = text_of(&plan);
	assert_non_null(strstr(text, "make = b: CC=gcc-11 KCFLAGS='-O1 -g'\n"
			       "make = c: LLVM=-16\nconfig-file = mine\n"));
	assert_null(plan.arms[0].make);
	assert_string_equal(plan.arms[1].make, "CC=gcc-11 KCFLAGS='-O1 -g'");
	assert_string_equal(plan.arms[2].make, "LLVM=-16");
	for (int i = 0; i < 3; i++)
		assert_string_equal(plan.arms[i].config_file, "mine");
	again = read_back(text);
	assert_string_equal(again, text);
	set(&plan, "make", "LLVM=-16");
	assert_int_equal(plan_check(&plan, &err), -EINVAL);
	assert_string_equal(err.text,
			    "found make CC=gcc-11 KCFLAGS='-O1 -g' and LLVM=-16 for arm b, expected one");
	free(again);
	free(text);
	plan_release(&plan);
}

static void arms_of_one_kernel_share_it(void **state)
{
	char kernel[] = "k", clang[] = "LLVM=-16", none[] = "";
	char quiet[] = "quiet", mine[] = "mine", yours[] = "yours";
	struct arm a = { .kernel = kernel, .parameters = none };
	struct arm b = { .kernel = kernel, .parameters = quiet };

	(void)state;
	assert_true(arms_share_kernel(&a, &b));
	a.make = clang;
	assert_false(arms_share_kernel(&a, &b));
	b.make = clang;
	assert_true(arms_share_kernel(&a, &b));
	a.config_file = b.config_file = mine;
	assert_false(arms_share_kernel(&a, &b));
	b.parameters = none;
	assert_true(arms_share_kernel(&a, &b));
	b.config_file = yours;
	assert_false(arms_share_kernel(&a, &b));
}

static void arguments_are_written(void **state)
{
	struct plan plan;
	struct error err;
	char *path = in_folder("timed.plan");
	char *text, *again;

	(void)state;
	write_file("timed.plan",
		   "[plan]\narms = a+x a+y\ntopologies = uma\nmappings = 2M\n"
		   "workloads = numa-latency\nengine = timed\n"
		   "[arguments]\nnuma-latency = --pages 4K\n"
		   "numa-latency = --load 0,50\n");
	assert_int_equal(plan_load(&plan, &catalog, path, &err), 0);
	text = plan_text(&plan);
	assert_non_null(strstr(text,
		"engine = timed\nblocks = 1\nseed = 1\n"
		"\n[arguments]\nnuma-latency = --pages 4K --load 0,50\n"));
	again = read_back(text);
	assert_string_equal(again, text);
	free(again);
	free(text);
	plan_release(&plan);
	free(path);
}

static void long_lists_take_several_lines(void **state)
{
	char *arms = xstrdup("a0+quiet");
	struct plan plan;
	char *text, *again;

	(void)state;
	for (int i = 1; i < 40; i++) {
		char *more = xasprintf("%s a%d+quiet", arms, i);

		free(arms);
		arms = more;
	}
	begin(&plan, arms);
	text = text_of(&plan);
	for (const char *line = text; line; line = strchr(line, '\n')) {
		line += *line == '\n';
		assert_in_range(strcspn(line, "\n"), 0, 72);
	}
	again = read_back(text);
	assert_string_equal(again, text);
	free(again);
	free(text);
	free(arms);
	plan_release(&plan);
}

static void a_path_with_blanks_is_an_arm(void **state)
{
	char *path = in_folder("my kernel");
	char *word = xasprintf("%s+quiet", path);
	struct plan plan;
	struct error err;
	char *text, *again;

	(void)state;
	write_file("my kernel", "image");
	begin(&plan, "unpatched");
	assert_int_equal(plan_add_arm(&plan, &catalog, word, &err), 0);
	text = text_of(&plan);
	assert_non_null(strstr(text, "\narms = unpatched\narm = /tmp/"));
	assert_non_null(strstr(text, "/my kernel+quiet\ntopologies"));
	again = read_back(text);
	assert_string_equal(again, text);
	free(again);
	free(text);
	free(word);
	free(path);
	plan_release(&plan);
}

static void a_label_makes_the_arm_again(void **state)
{
	struct plan plan;
	char *text, *again;

	(void)state;
	begin(&plan, "old=./a/bzImage new=./b/bzImage+x=1 ./c/bzImage");
	assert_string_equal(plan.arms[1].name, "new+x=1");
	text = text_of(&plan);
	assert_non_null(strstr(text, "\narms = old=./a/bzImage new=./b/bzImage+x=1 ./c/bzImage\n"));
	again = read_back(text);
	assert_string_equal(again, text);
	free(again);
	free(text);
	plan_release(&plan);
}

static void files_of_the_user_are_expected_beside_it(void **state)
{
	char *topology = in_folder("mine.topo");
	char *mmu = in_folder("cpu.ini");
	struct error err;
	struct plan plan;
	char *text;

	(void)state;
	write_file("mine.topo", "[node 0]\nmemory = 1G\ncpus = 1\n");
	assert_int_equal(file_copy("bench/mmu/cascade-lake.ini", mmu, &err),
			 0);
	begin(&plan, "unpatched patched");
	set(&plan, "workloads", "penalty");
	set(&plan, "topologies", topology);
	set(&plan, "mmu", mmu);
	text = text_of(&plan);
	assert_non_null(strstr(text, "topologies = uma 4x1G ./mine.topo\n"));
	assert_non_null(strstr(text, "mmu = ./cpu.ini\n"));
	free(text);
	free(mmu);
	free(topology);
	plan_release(&plan);
}

static void what_no_file_can_say_has_no_text(void **state)
{
	char longest[200] = "";
	const char *const words[] = { "a b ;c", ";a", "a ", longest };

	(void)state;
	memset(longest, 'a', INIFILE_LINE_MAX - strlen("arms = ") + 1);
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		struct plan plan;

		begin(&plan, "a");
		free(plan.arms[0].written);
		plan.arms[0].written = xstrdup(words[i]);
		assert_null(text_of(&plan));
		plan_release(&plan);
	}
}

static int prepare(void **state)
{
	struct error err;

	(void)state;
	return mkdtemp(folder) ?
	       catalog_load(&catalog, "kernels/variants.ini", &err) : -1;
}

static int clean(void **state)
{
	struct error err;

	(void)state;
	catalog_release(&catalog);
	return directory_remove(folder, &err);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_key_is_written),
		cmocka_unit_test(options_of_arms_are_written),
		cmocka_unit_test(arms_of_one_kernel_share_it),
		cmocka_unit_test(arguments_are_written),
		cmocka_unit_test(long_lists_take_several_lines),
		cmocka_unit_test(a_path_with_blanks_is_an_arm),
		cmocka_unit_test(a_label_makes_the_arm_again),
		cmocka_unit_test(files_of_the_user_are_expected_beside_it),
		cmocka_unit_test(what_no_file_can_say_has_no_text),
	};

	return cmocka_run_group_tests(tests, prepare, clean);
}
