// SPDX-License-Identifier: GPL-2.0-only
/* What a report asks to be run is a plan of plain names, or is refused. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "claim/remake.h"
#include "lib/alloc.h"
#include "lib/file.h"

static char folder[] = "/tmp/numaboot-remake-XXXXXX";
static struct catalog catalog;

/* A footer in which the first @from is @to. */
static struct footer footer_of(const char *from, const char *to)
{
	static const char text[] =
		"plan: mine\n"
		"  [plan]\n"
		"  arms = unpatched patched+movable_node\n"
		"  topologies = ./own.topo 2x1G\n"
		"  mappings = 2M 4K\n"
		"  workloads = count placement\n"
		"  mmu = cascade-lake\n"
		"topology: own one node\n"
		"topology-text: own\n"
		"  [node 0]\n"
		"  memory = 1G\n"
		"  cpus = 1\n"
		"topology: 2x1G two nodes\n"
		"kernel: unpatched-6.1\n"
		"  arms: A\n"
		"kernel: patched-6.1\n"
		"  arms: B\n";
	const char *at = strstr(text, from);
	struct footer footer = { 0 };
	char *copy, *line;

	assert_non_null(at);
	copy = xasprintf("%.*s%s%s", (int)(at - text), text, to,
			 at + strlen(from));
	for (line = strtok(copy, "\n"); line; line = strtok(NULL, "\n"))
		assert_true(footer_add_line(&footer, line, 1));
	footer_end(&footer);
	free(copy);
	return footer;
}

static int read_plan(struct remake *remake, const char *from, const char *to,
		     const struct remake_cell *cell,
		     const struct remake_image *image, struct error *err)
{
	struct footer footer = footer_of(from, to);
	int ret = remake_read(remake, &footer, &catalog, folder, cell, image,
			      image ? 1 : 0, true, err);

	footer_release(&footer);
	return ret;
}

static void refuse(const char *from, const char *to, const char *sentence)
{
	struct remake remake;
	struct error err = { "" };

	assert_int_not_equal(read_plan(&remake, from, to, NULL, NULL, &err),
			     0);
	if (!strstr(err.text, sentence))
		fail_msg("found `%s`, expected `%s`", err.text, sentence);
	remake_release(&remake);
}

static void a_footer_becomes_a_plan(void **state)
{
	struct remake remake;
	struct error err;

	(void)state;
	if (read_plan(&remake, "mine", "mine", NULL, NULL, &err))
		fail_msg("%s", err.text);
	assert_string_equal(remake.plan.name, "mine");
	assert_int_equal(remake.plan.arm_count, 2);
	assert_string_equal(remake.plan.arms[1].kernel, "patched-6.1");
	assert_string_equal(remake.plan.arms[1].name, "patched+movable_node");
	assert_string_equal(remake.plan.topologies[0].name, "own");
	assert_memory_equal(remake.plan.topologies[0].path, folder,
			    strlen(folder));
	assert_string_equal(remake.plan.topologies[1].name, "2x1G");
	assert_int_equal(remake.plan.mapping_count, 2);
	remake_release(&remake);
}

static void names_that_lead_elsewhere_are_refused(void **state)
{
	(void)state;
	refuse("./own.topo", "../own.topo", "the topology `../own.topo`");
	refuse("./own.topo", "/dev/stdin", "the topology `/dev/stdin`");
	refuse("./own.topo", "./a/../own.topo", "the topology `./a/../own.topo`");
	refuse("= cascade-lake", "= ../x", "the mmu `../x`");
	refuse("plan: mine", "plan: ../mine", "the plan `../mine`");
	refuse("plan: mine", "plan: .hidden", "the plan `.hidden`");
	refuse("[plan]", "[run]", "expected section [plan] or [arguments]");
	refuse("./own.topo", "other", "found no topology other here");
	refuse("./own.topo", "numa2", "the report has none");
}

static void an_arm_is_what_it_is_called(void **state)
{
	const struct remake_image image = { "B", "/nosuch/bzImage" };
	const struct remake_image given = { "./k+x", "/nosuch/bzImage" };
	struct remake remake;
	struct error err;

	(void)state;
	refuse("kernel: patched-6.1", "kernel: /bin/sh",
	       "arm patched+movable_node: found kernel /bin/sh");
	refuse("  arms: B", "  arms: C", "found no `kernel:` of arm patched");
	assert_int_equal(read_plan(&remake, "mine", "mine", NULL, &image,
				   &err), 0);
	assert_int_equal(remake.image_count, 0);
	remake_release(&remake);
	assert_int_not_equal(read_plan(&remake, "unpatched patched", "./k+x patched",
				       NULL, &given, &err), 0);
	remake_release(&remake);
}

/* With nothing saved all kernels are to be built. */
static int build_with(const char *make, bool saved, struct error *err)
{
	char *to = xasprintf("  make = %s\n  arms = unpatched b=patched\n",
			     make);
	struct footer footer = footer_of(
		"  arms = unpatched patched+movable_node\n", to);
	struct remake remake;
	int ret = remake_read(&remake, &footer, &catalog, folder, NULL, NULL,
			      0, saved, err);

	if (ret == 0 || ret == -ENOENT)
		assert_string_equal(remake.plan.arms[1].make,
				    strchr(make, ' ') + 1);
	remake_release(&remake);
	footer_release(&footer);
	free(to);
	return ret;
}

static void words_of_make_start_nothing_but_compilers(void **state)
{
	static const char *const good[] = {
		"b: LLVM=-16", "b: LLVM=1 LLVM_IAS=0", "b: CC=gcc-11 LD=ld.bfd",
	};
	static const char *const bad[] = {
		"b: CC=sh", "b: CC=/tmp/gcc-11", "b: CC=gcc-11x", "b: CC=gcc-",
		"b: LLVM=/tmp/", "b: KCFLAGS=-fplugin=/tmp/x", "b: CC='gcc -B/'",
	};
	struct error err;

	(void)state;
	/* A host may lack the source. */
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		assert_int_not_equal(build_with(good[i], false, &err), -EINVAL);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_int_equal(build_with(bad[i], false, &err), -EINVAL);
		assert_non_null(strstr(err.text, "a report does not choose"));
		assert_int_equal(build_with(bad[i], true, &err), 0);
	}
}

static void arms_of_one_name_have_their_own_kernels(void **state)
{
	struct footer footer = footer_of("kernel: patched-6.1",
					 "kernel: unpatched-6.1\n  make: LLVM=-16");
	const struct footer_entry *first = remake_kernel(&footer, 0);
	const struct footer_entry *second = remake_kernel(&footer, 1);

	(void)state;
	assert_string_equal(first->value, second->value);
	assert_null(footer_part(first, "make"));
	assert_string_equal(footer_part(second, "make"), "LLVM=-16");
	assert_null(remake_kernel(&footer, 2));
	footer_release(&footer);
}

static void a_cell_is_a_part_of_the_plan(void **state)
{
	struct remake_cell cell;
	struct remake remake;
	struct error err;

	(void)state;
	assert_int_equal(remake_cell_parse(&cell, "own/4K/count", &err), 0);
	if (read_plan(&remake, "mine", "mine", &cell, NULL, &err))
		fail_msg("%s", err.text);
	assert_int_equal(remake.plan.arm_count, 2);
	assert_int_equal(remake.plan.topology_count, 1);
	assert_int_equal(remake.plan.mapping_count, 1);
	assert_int_equal(remake.plan.workload_count, 1);
	remake_release(&remake);
	free(cell.text);
	assert_int_equal(remake_cell_parse(&cell, "a/b+c=/d/own/2M/count",
					   &err), 0);
	assert_string_equal(cell.arm, "a/b+c=/d");
	assert_string_equal(cell.topology, "own");
	assert_int_not_equal(read_plan(&remake, "mine", "mine", &cell, NULL,
				       &err), 0);
	assert_non_null(strstr(err.text, "with arm `a/b+c=/d`"));
	remake_release(&remake);
	free(cell.text);
	assert_int_equal(remake_cell_parse(&cell, "own/1G", &err), 0);
	assert_int_not_equal(read_plan(&remake, "mine", "mine", &cell, NULL,
				       &err), 0);
	assert_non_null(strstr(err.text, "with mapping `1G`"));
	remake_release(&remake);
	free(cell.text);
	assert_int_equal(remake_cell_parse(&cell, "own", &err), -EINVAL);
	free(cell.text);
	assert_int_equal(remake_cell_parse(&cell, "/2M", &err), -EINVAL);
	free(cell.text);
}

static int make_folder(void **state)
{
	struct error err;

	(void)state;
	return !mkdtemp(folder) ||
	       catalog_load(&catalog, "kernels/variants.ini", &err);
}

static int remove_folder(void **state)
{
	struct error err;

	(void)state;
	catalog_release(&catalog);
	return directory_remove(folder, &err);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_footer_becomes_a_plan),
		cmocka_unit_test(names_that_lead_elsewhere_are_refused),
		cmocka_unit_test(an_arm_is_what_it_is_called),
		cmocka_unit_test(words_of_make_start_nothing_but_compilers),
		cmocka_unit_test(arms_of_one_name_have_their_own_kernels),
		cmocka_unit_test(a_cell_is_a_part_of_the_plan),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
