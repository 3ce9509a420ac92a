// SPDX-License-Identifier: GPL-2.0-only
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "probes/numa-latency/selfcheck.h"

static void a_slope_is_that_of_the_line(void **state)
{
	const double x[] = { 0, 8, 16, 32 }, y[] = { 5, 13, 21, 37 };
	const double noisy[] = { 5, 14, 20, 37 };

	(void)state;
	assert_true(fabs(selfcheck_slope(x, y, 4) - 1) < 1e-12);
	assert_true(fabs(selfcheck_slope(x, noisy, 4) - 561.0 / 568) < 0.02);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_slope_is_that_of_the_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
