// SPDX-License-Identifier: GPL-2.0-only
/* What is left is priced by its workload. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/clock.h"
#include "session/progress.h"
#include "workload/registry.h"

#define BOOTS 4

/* Two boots of each of two workloads. */
static void begin(struct progress *progress, struct cell *cells)
{
	const struct cells all = { .cells = cells, .count = BOOTS };

	for (int i = 0; i < BOOTS; i++)
		cells[i] = (struct cell){ .name = (char *)"a/b",
					  .workload = workloads_all()[i % 2] };
	progress_tell(PROGRESS_QUIET);
	progress_begin(progress, &all, NULL);
}

static void end(struct progress *progress, const struct cell *cell,
		unsigned int seconds)
{
	const struct result result = { .state = END_COMPLETED,
				       .end_ns = seconds * NS_PER_S };

	progress_ended(progress, cell, &result);
}

static void nothing_is_known_before_a_boot(void **state)
{
	struct cell cells[BOOTS];
	struct progress progress;

	(void)state;
	begin(&progress, cells);
	assert_true(progress_left_s(&progress, 0) < 0);
}

static void a_workload_that_was_not_booted_costs_the_mean(void **state)
{
	struct cell cells[BOOTS];
	struct progress progress;

	(void)state;
	begin(&progress, cells);
	end(&progress, &cells[0], 2);
	assert_float_equal(progress_left_s(&progress, 2), 6, 0.01);
}

/* A long one is left, a short one, too: not twice their mean, as before. */
static void each_workload_has_its_price(void **state)
{
	struct cell cells[BOOTS];
	struct progress progress;

	(void)state;
	begin(&progress, cells);
	end(&progress, &cells[0], 2);
	end(&progress, &cells[1], 10);
	end(&progress, &cells[2], 2);
	assert_float_equal(progress_left_s(&progress, 14), 10, 0.01);
}

static void two_at_a_time_take_half_as_long(void **state)
{
	struct cell cells[BOOTS];
	struct progress progress;

	(void)state;
	begin(&progress, cells);
	end(&progress, &cells[0], 4);
	end(&progress, &cells[2], 4);
	assert_float_equal(progress_left_s(&progress, 4), 4, 0.01);
}

static void what_was_sealed_before_is_not_left(void **state)
{
	const struct result result = { .state = END_COMPLETED };
	struct cell cells[BOOTS];
	struct progress progress;

	(void)state;
	begin(&progress, cells);
	progress_found(&progress, &cells[1], &result);
	progress_found(&progress, &cells[3], &result);
	end(&progress, &cells[0], 3);
	assert_float_equal(progress_left_s(&progress, 3), 3, 0.01);
	assert_int_equal(progress.done, 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_known_before_a_boot),
		cmocka_unit_test(a_workload_that_was_not_booted_costs_the_mean),
		cmocka_unit_test(each_workload_has_its_price),
		cmocka_unit_test(two_at_a_time_take_half_as_long),
		cmocka_unit_test(what_was_sealed_before_is_not_left),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
