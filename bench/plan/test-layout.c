// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "plan/cells.h"
#include "plan/layout.h"

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

static void make_plan(struct plan *plan, const char *arms)
{
	plan_init(plan, "test");
	set(plan, "arms", arms);
	set(plan, "topologies", "numa2 numa8-ring");
	set(plan, "mappings", "2M 4K");
	set(plan, "workloads", "count wall");
}

static int count_layout(const struct cells *cells)
{
	int count = 0;

	for (int i = 0; i < cells->count; i++)
		count += cells->cells[i].layout;
	return count;
}

static void arms_that_are_compared_have_it_unless_it_is_said(void **state)
{
	static const struct {
		const char *arms;
		const char *engine;
		const char *layout;
		bool has;
	} plans[] = {
		{ "unpatched patched", "exact", NULL, true },
		{ "unpatched patched", "exact", "yes", true },
		{ "unpatched patched", "exact", "no", false },
		{ "unpatched", "exact", NULL, false },
		{ "unpatched", "exact", "yes", true },
		{ "unpatched patched", "timed", NULL, false },
		{ "unpatched patched", "timed", "no", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(plans) / sizeof(plans[0]); i++) {
		struct plan plan;

		make_plan(&plan, plans[i].arms);
		set(&plan, "engine", plans[i].engine);
		if (plans[i].layout)
			set(&plan, "layout", plans[i].layout);
		assert_int_equal(layout_has(&plan), plans[i].has);
		plan_release(&plan);
	}
}

/* The name of a cell of the control without the control's mark. */
static void plain_name(const char *name, char plain[128])
{
	const char *mark = strstr(name, "#layout");

	assert_non_null(mark);
	snprintf(plain, 128, "%.*s%s", (int)(mark - name), name,
		 mark + strlen("#layout"));
}

static const struct cell *find(const struct cells *cells, const char *name)
{
	for (int i = 0; i < cells->count; i++)
		if (strcmp(cells->cells[i].name, name) == 0)
			return &cells->cells[i];
	fail_msg("no cell %s", name);
	return NULL;
}

/* Wall has no exact metric; four cells of count are left. */
static void each_cell_of_the_baseline_is_booted_once_more(void **state)
{
	struct cells cells;
	struct error err;
	struct plan plan;

	(void)state;
	make_plan(&plan, "unpatched patched");
	set(&plan, "blocks", "3");
	assert_int_equal(layout_boots(&plan), 4);
	assert_int_equal(cells_make(&cells, &plan, NULL, &err), 0);
	assert_int_equal(cells.count, 3 * 16 + 4);
	assert_int_equal(count_layout(&cells), 4);
	for (int i = 3 * 16; i < cells.count; i++) {
		const struct cell *cell = &cells.cells[i];
		char name[128];

		assert_true(cell->layout);
		assert_int_equal(cell->block, 0);
		assert_int_equal(cell->arm, 0);
		assert_string_equal(cell->arm_name, "unpatched#layout");
		assert_string_equal(cell->workload->name, "count");
		assert_memory_equal(cell->run_id, "b0-unpatched#layout-", 20);
		plain_name(cell->name, name);
		assert_int_equal(find(&cells, name)->topology, cell->topology);
	}
	cells_release(&cells);
	plan_release(&plan);
}

/* No boot of the plan starts elsewhere in it than without the control. */
static void the_other_cells_are_what_they_are_without_it(void **state)
{
	struct cells with, without;
	struct error err;
	struct plan plan;

	(void)state;
	make_plan(&plan, "unpatched patched");
	assert_int_equal(cells_make(&with, &plan, NULL, &err), 0);
	set(&plan, "layout", "no");
	assert_int_equal(cells_make(&without, &plan, NULL, &err), 0);
	assert_int_equal(without.count, with.count - 4);
	for (int i = 0; i < without.count; i++) {
		assert_string_equal(without.cells[i].run_id,
				    with.cells[i].run_id);
		assert_string_equal(without.cells[i].command_line,
				    with.cells[i].command_line);
	}
	cells_release(&with);
	cells_release(&without);
	plan_release(&plan);
}

/* An arm whose command line has that many bytes more than that of unpatched. */
static int make_cells(struct cells *cells, int bytes, struct error *err)
{
	char arm[2200] = "unpatched+";
	struct plan plan;
	int ret;

	memset(arm + strlen(arm), 'x', bytes - 1);
	make_plan(&plan, arm);
	set(&plan, "arms", "unpatched");
	set(&plan, "workloads", "placement");
	ret = cells_make(cells, &plan, NULL, err);
	plan_release(&plan);
	return ret;
}

static void its_padding_differs_in_every_class_of_lines(void **state)
{
	static const struct {
		int bytes;
		size_t plain, layout;
	} lines[] = { { 40, 511, 639 }, { 600, 1023, 1151 }, { 1500, 2047, 1919 } };

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		struct cells cells;
		struct error err;

		assert_int_equal(make_cells(&cells, lines[i].bytes, &err), 0);
		for (int j = 0; j < cells.count; j++)
			if (cells.cells[j].arm == 0)
				assert_int_equal(
					strlen(cells.cells[j].command_line),
					cells.cells[j].layout ?
						lines[i].layout :
						lines[i].plain);
		cells_release(&cells);
	}
}

/* The longest lines that can be booted leave no other length. */
static void a_line_without_room_for_another_length_is_refused(void **state)
{
	struct cells cells;
	struct error err;
	int bytes = 1500;

	(void)state;
	while (make_cells(&cells, bytes, &err) == 0) {
		cells_release(&cells);
		bytes++;
	}
	cells_release(&cells);
	assert_string_equal(err.text,
			    "found a kernel command line of 1920 bytes, which the layout control cannot pad to another length: expected less, or layout = no");
}

static void a_long_baseline_has_folders_of_its_own_for_it(void **state)
{
	struct cells cells;
	struct error err;

	(void)state;
	assert_int_equal(make_cells(&cells, 400, &err), 0);
	for (int i = 0; i < cells.count; i++)
		for (int j = 0; j <= i; j++) {
			assert_true(strlen(cells.cells[i].run_id) <= 200);
			assert_int_equal(strcmp(cells.cells[i].run_id,
						cells.cells[j].run_id) == 0,
					 i == j);
		}
	cells_release(&cells);
}

static void refuse(struct plan *plan, const char *sentence)
{
	struct error err;

	assert_int_equal(plan_check(plan, &err), -EINVAL);
	assert_string_equal(err.text, sentence);
	plan_release(plan);
}

static void what_cannot_have_it_is_refused(void **state)
{
	struct plan plan;
	struct error err;

	(void)state;
	make_plan(&plan, "unpatched patched");
	assert_int_equal(plan_set(&plan, &catalog, "layout", "maybe", &err),
			 -EINVAL);
	assert_string_equal(err.text,
			    "found layout `maybe`, expected yes or no");
	plan_release(&plan);

	plan_init(&plan, "test");
	set(&plan, "arms", "unpatched patched");
	set(&plan, "topologies", "numa2");
	set(&plan, "mappings", "2M");
	set(&plan, "workloads", "wall");
	set(&plan, "engine", "timed");
	set(&plan, "layout", "yes");
	refuse(&plan, "plan test: found layout = yes, expected no: the timed engine has no exact number");

	make_plan(&plan, "unpatched+x unpatched+x#layout");
	refuse(&plan, "found an arm with the name `unpatched+x#layout`, which is that of the layout control: expected another one, or layout = no");
	make_plan(&plan, "unpatched+x unpatched+x#layout");
	set(&plan, "layout", "no");
	assert_int_equal(plan_check(&plan, &err), 0);
	plan_release(&plan);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			arms_that_are_compared_have_it_unless_it_is_said),
		cmocka_unit_test(each_cell_of_the_baseline_is_booted_once_more),
		cmocka_unit_test(the_other_cells_are_what_they_are_without_it),
		cmocka_unit_test(its_padding_differs_in_every_class_of_lines),
		cmocka_unit_test(
			a_line_without_room_for_another_length_is_refused),
		cmocka_unit_test(a_long_baseline_has_folders_of_its_own_for_it),
		cmocka_unit_test(what_cannot_have_it_is_refused),
	};

	return cmocka_run_group_tests(tests, load_catalog, free_catalog);
}
