// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "lib/file.h"
#include "plan/cells.h"
#include "workload/registry.h"

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

static void set(struct plan *plan, const char *key, const char *value)
{
	struct error err;

	if (plan_set(plan, &catalog, key, value, &err))
		fail_msg("%s = %s: %s", key, value, err.text);
}

static void refuse(const char *key, const char *value, const char *sentence)
{
	struct plan plan;
	struct error err;

	plan_init(&plan, "test");
	assert_int_not_equal(plan_set(&plan, &catalog, key, value, &err), 0);
	assert_string_equal(err.text, sentence);
	plan_release(&plan);
}

static void make_plan(struct plan *plan, const char *blocks)
{
	struct error err;

	plan_init(plan, "test");
	set(plan, "arms", "unpatched patched+movable_node+crashkernel=64M");
	set(plan, "topologies", "numa2 numa8-ring");
	set(plan, "mappings", "1G 4K");
	set(plan, "workloads", "count placement");
	set(plan, "blocks", blocks);
	set(plan, "layout", "no");
	assert_int_equal(plan_check(plan, &err), 0);
}

static int times(const struct cells *cells, const char *name, int block)
{
	int found = 0;

	for (int i = 0; i < cells->count; i++)
		found += strcmp(cells->cells[i].name, name) == 0 &&
			 cells->cells[i].block == block;
	return found;
}

static void every_block_holds_every_cell_once(void **state)
{
	struct cells cells;
	struct plan plan;
	struct error err;

	(void)state;
	make_plan(&plan, "3");
	assert_int_equal(cells_make(&cells, &plan, NULL, &err), 0);
	assert_int_equal(cells.count, 3 * 16);
	for (int i = 0; i < cells.count; i++) {
		assert_int_equal(cells.cells[i].block, i / 16);
		for (int block = 0; block < 3; block++)
			assert_int_equal(times(&cells, cells.cells[i].name,
					       block), 1);
	}
	cells_release(&cells);
	plan_release(&plan);
}

static void the_order_follows_from_the_seed(void **state)
{
	struct cells first, again, other;
	struct plan plan;
	struct error err;
	int moved = 0;

	(void)state;
	make_plan(&plan, "2");
	cells_make(&first, &plan, NULL, &err);
	cells_make(&again, &plan, NULL, &err);
	set(&plan, "seed", "2");
	cells_make(&other, &plan, NULL, &err);
	for (int i = 0; i < first.count; i++) {
		assert_string_equal(first.cells[i].run_id,
				    again.cells[i].run_id);
		moved += strcmp(first.cells[i].run_id,
				other.cells[i].run_id) != 0;
	}
	assert_true(moved > first.count / 2);
	cells_release(&first);
	cells_release(&again);
	cells_release(&other);
	plan_release(&plan);
}

static void all_command_lines_have_one_length(void **state)
{
	struct cells cells;
	struct plan plan;
	struct error err;

	(void)state;
	make_plan(&plan, "1");
	assert_int_equal(cells_make(&cells, &plan, NULL, &err), 0);
	for (int i = 0; i < cells.count; i++) {
		const struct cell *cell = &cells.cells[i];

		assert_int_equal(strlen(cell->command_line), 511);
		assert_non_null(strstr(cell->command_line, "maxcpus=1"));
		assert_int_equal(!!strstr(cell->command_line,
					  " movable_node crashkernel=64M "),
				 cell->arm == 1);
		assert_int_equal(!!strstr(cell->command_line,
					  "debug_pagealloc=on"),
				 cell->mapping == MAPPING_4K);
	}
	cells_release(&cells);
	plan_release(&plan);
}

/* A line of another class compares with its like only. */
static void all_lines_of_shipped_plans_are_of_the_first_class(void **state)
{
	char **names = NULL;
	struct error err;
	int plans = 0;

	(void)state;
	assert_true(directory_list("bench/plans", &names, &err) > 0);
	for (char **name = names; *name; name++) {
		char *dot = strstr(*name, ".plan");
		struct cells cells;
		struct plan plan;

		if (!dot)
			continue;
		*dot = '\0';
		assert_int_equal(plan_load(&plan, &catalog, *name, &err), 0);
		set(&plan, "layout", "no");
		assert_int_equal(cells_make(&cells, &plan, NULL, &err), 0);
		for (int i = 0; i < cells.count; i++)
			assert_int_equal(strlen(cells.cells[i].command_line),
					 511);
		cells_release(&cells);
		plan_release(&plan);
		plans++;
	}
	directory_list_free(names);
	assert_true(plans > 5);
}

/* Expand a plan with an arm whose name has that many bytes. */
static int make_long_cells(struct cells *cells, int length)
{
	char arm[4096];
	struct plan plan;
	struct error err;
	int ret;

	memset(arm, 'x', length);
	arm[length] = '\0';
	memcpy(arm, "unpatched+", strlen("unpatched+"));
	make_plan(&plan, "1");
	set(&plan, "arms", arm);
	ret = cells_make(cells, &plan, NULL, &err);
	plan_release(&plan);
	return ret;
}

static size_t longest_line(const struct cells *cells)
{
	size_t longest = 0;

	for (int i = 0; i < cells->count; i++) {
		size_t length = strlen(cells->cells[i].command_line);

		longest = length > longest ? length : longest;
	}
	return longest;
}

static void a_longer_command_line_is_of_the_next_length(void **state)
{
	static const struct {
		int arm;
		size_t line;
	} lengths[] = { { 300, 511 }, { 600, 1023 }, { 1500, 2047 } };

	(void)state;
	for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		struct cells cells;

		assert_int_equal(make_long_cells(&cells, lengths[i].arm), 0);
		for (int j = 0; j < cells.count; j++)
			if (cells.cells[j].arm == cells.cells[0].arm)
				assert_int_equal(
					strlen(cells.cells[j].command_line),
					strlen(cells.cells[0].command_line));
		assert_int_equal(longest_line(&cells), lengths[i].line);
		cells_release(&cells);
	}
}

static void a_command_line_that_is_too_long_is_refused(void **state)
{
	struct cells cells;

	(void)state;
	assert_int_equal(make_long_cells(&cells, 2100), -E2BIG);
	cells_release(&cells);
}

/* What a plan for 8 nodes is told when its program runs for each pair. */
static void more_words_than_init_can_have_are_refused(void **state)
{
	const struct workload each_pair = {
		.name = "pairs",
		.parameters = "",
		.program = "tool",
		.arguments = "%c %m",
	};
	struct cells cells;
	struct error err;
	struct plan plan;

	(void)state;
	make_plan(&plan, "1");
	plan.workloads[0] = &each_pair;
	assert_int_equal(cells_make(&cells, &plan, NULL, &err), -E2BIG);
	assert_string_equal(err.text,
			    "found 65 words for the guest's init, expected at most 31: the topology has too many nodes");
	cells_release(&cells);
	plan_release(&plan);
}

static void a_long_arm_still_names_a_folder(void **state)
{
	struct cells cells;

	(void)state;
	assert_int_equal(make_long_cells(&cells, 400), 0);
	for (int i = 0; i < cells.count; i++)
		assert_true(strlen(cells.cells[i].run_id) <= 200);
	cells_release(&cells);
}

static void an_arm_that_comes_twice_is_numbered(void **state)
{
	struct plan plan;

	(void)state;
	plan_init(&plan, "test");
	set(&plan, "arms", "stock-6.1 stock-6.1+quiet stock-6.1");
	assert_string_equal(plan.arms[0].name, "stock-6.1");
	assert_string_equal(plan.arms[1].name, "stock-6.1+quiet");
	assert_string_equal(plan.arms[1].parameters, "quiet");
	assert_string_equal(plan.arms[2].name, "stock-6.1#2");
	assert_string_equal(plan.arms[2].kernel, "stock-6.1");
	plan_release(&plan);
}

static void a_plus_in_a_path_belongs_to_the_path(void **state)
{
	const char *path = "build/test+plus";
	struct plan plan;
	struct error err;

	(void)state;
	assert_int_equal(file_write(path, "", 0, &err), 0);
	plan_init(&plan, "test");
	set(&plan, "arms", "build/test+plus build/test+plus+movable_node");
	assert_string_equal(plan.arms[0].kernel, path);
	assert_string_equal(plan.arms[0].parameters, "");
	assert_string_equal(plan.arms[1].kernel, path);
	assert_string_equal(plan.arms[1].parameters, "movable_node");
	plan_release(&plan);
	remove(path);
}

static void wrong_settings_get_one_sentence(void **state)
{
	char sentence[256];

	(void)state;
	refuse("mappings", "3M", "found mapping `3M`, expected 1G, 2M or 4K");
	refuse("mappings", "2M 2M", "mapping 2M stands twice in the plan");
	snprintf(sentence, sizeof(sentence),
		 "found workload `nap`, expected one of %s",
		 workloads_names());
	refuse("workloads", "nap", sentence);
	refuse("engine", "steam",
	       "found engine `steam`, expected exact or timed");
	refuse("blocks", "0",
	       "found blocks `0`, expected a number from 1 to 100000");
	refuse("timeout", "soon",
	       "found timeout `soon`, expected a number from 1 to 86400");
	refuse("topologies", "numa2 numa2",
	       "topology numa2 stands twice in the plan");
	refuse("colour", "red",
	       "expected one of description, arms, arm, topologies, mappings, workloads, engine, blocks, seed, timeout, layout, mmu, config-file, make, not `colour`");
}

static void more_boots_than_fit_into_memory_are_refused(void **state)
{
	struct plan plan;
	struct error err;

	(void)state;
	make_plan(&plan, "62500");
	set(&plan, "blocks", "62501");
	assert_int_equal(plan_check(&plan, &err), -EINVAL);
	assert_string_equal(err.text, "plan test has 1000016 boots in 62501 blocks, expected at most 1000000");
	plan_release(&plan);
}

static void a_plan_needs_every_list(void **state)
{
	struct plan plan;
	struct error err;

	(void)state;
	plan_init(&plan, "test");
	set(&plan, "arms", "unpatched");
	set(&plan, "topologies", "uma");
	set(&plan, "mappings", "4K");
	assert_int_equal(plan_check(&plan, &err), -EINVAL);
	assert_string_equal(err.text, "plan test names no workloads");
	set(&plan, "workloads", "count");
	set(&plan, "engine", "timed");
	assert_int_equal(plan_check(&plan, &err), -EINVAL);
	assert_string_equal(err.text,
			    "plan test: workload count counts instructions, expected engine = exact");
	plan_release(&plan);
}

/* As they stand on a command line, and what the kernel is told. */
static void a_value_keeps_all_of_its_characters(void **state)
{
	static const char *const arms[][2] = {
		{ "unpatched-6.1+cxl_acpi.dyndbg=+fplm", "cxl_acpi.dyndbg=+fplm" },
		{ "unpatched-6.1+memmap=32K#2095416K", "memmap=32K#2095416K" },
		{ "unpatched-6.1+memmap=32K#2095416K+quiet",
		  "memmap=32K#2095416K quiet" },
		{ "unpatched-6.1+root=/dev/a/b", "root=/dev/a/b" },
		{ "unpatched-6.1+x=\"+p+f\"+y=a:$b,c", "x=\"+p+f\" y=a:$b,c" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(arms) / sizeof(arms[0]); i++) {
		struct error err;
		struct plan plan;

		plan_init(&plan, "test");
		assert_int_equal(plan_add_arm(&plan, &catalog, arms[i][0],
					      &err), 0);
		assert_int_equal(plan_add_arm(&plan, &catalog, arms[i][0],
					      &err), 0);
		assert_string_equal(plan.arms[0].kernel, "unpatched-6.1");
		assert_string_equal(plan.arms[0].parameters, arms[i][1]);
		assert_string_equal(plan.arms[0].name, arms[i][0]);
		assert_memory_equal(plan.arms[1].name + strlen(arms[i][0]),
				    "#2", 3);
		plan_release(&plan);
	}
}

static void what_no_command_line_can_hold_is_refused(void **state)
{
	static const char *const arms[] = {
		"unpatched+", "unpatched+a++b", "unpatched+a b",
		"unpatched+a\nb", "unpatched+a=\"b", "unpatched+--",
		"unpatched+a\x7f", "unp\xe4tched", "unpatched+a=\xff",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(arms) / sizeof(arms[0]); i++) {
		struct error err;
		struct plan plan;

		plan_init(&plan, "test");
		assert_int_equal(plan_add_arm(&plan, &catalog, arms[i], &err),
				 -EINVAL);
		plan_release(&plan);
	}
}

static void an_arm_cannot_have_the_name_of_a_control(void **state)
{
	struct error err;
	struct plan plan;

	(void)state;
	plan_init(&plan, "test");
	set(&plan, "arms", "unpatched+x unpatched+x#2");
	assert_int_equal(plan_add_arm(&plan, &catalog, "unpatched+x", &err),
			 -EINVAL);
	assert_string_equal(err.text,
			    "found two arms with the name `unpatched+x#2`, expected different ones");
	plan_release(&plan);
}

static void arms_that_differ_in_a_slash_have_two_folders(void **state)
{
	struct cells cells;
	struct error err;
	struct plan plan;

	(void)state;
	plan_init(&plan, "test");
	set(&plan, "arms", "unpatched+x=a/b unpatched+x=a_b unpatched");
	set(&plan, "topologies", "uma");
	set(&plan, "mappings", "2M");
	set(&plan, "workloads", "count");
	set(&plan, "layout", "no");
	assert_int_equal(cells_make(&cells, &plan, NULL, &err), 0);
	for (int i = 0; i < cells.count; i++) {
		assert_null(strchr(cells.cells[i].run_id, '/'));
		for (int j = 0; j < i; j++)
			assert_string_not_equal(cells.cells[i].run_id,
						cells.cells[j].run_id);
		if (cells.cells[i].arm == 2)
			assert_string_equal(cells.cells[i].run_id,
					    "b0-unpatched-uma-2M-count");
	}
	cells_release(&cells);
	plan_release(&plan);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_value_keeps_all_of_its_characters),
		cmocka_unit_test(what_no_command_line_can_hold_is_refused),
		cmocka_unit_test(an_arm_cannot_have_the_name_of_a_control),
		cmocka_unit_test(arms_that_differ_in_a_slash_have_two_folders),
		cmocka_unit_test(every_block_holds_every_cell_once),
		cmocka_unit_test(the_order_follows_from_the_seed),
		cmocka_unit_test(all_command_lines_have_one_length),
		cmocka_unit_test(
			all_lines_of_shipped_plans_are_of_the_first_class),
		cmocka_unit_test(a_longer_command_line_is_of_the_next_length),
		cmocka_unit_test(a_command_line_that_is_too_long_is_refused),
		cmocka_unit_test(more_words_than_init_can_have_are_refused),
		cmocka_unit_test(a_long_arm_still_names_a_folder),
		cmocka_unit_test(an_arm_that_comes_twice_is_numbered),
		cmocka_unit_test(a_plus_in_a_path_belongs_to_the_path),
		cmocka_unit_test(wrong_settings_get_one_sentence),
		cmocka_unit_test(more_boots_than_fit_into_memory_are_refused),
		cmocka_unit_test(a_plan_needs_every_list),
	};

	return cmocka_run_group_tests(tests, load_catalog, free_catalog);
}
