// SPDX-License-Identifier: GPL-2.0-only
/* A build is awaited while its log grows, and not for ever. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "kernel/patience.h"
#include "lib/clock.h"

#define MINUTE_NS (60 * NS_PER_S)

static void a_slow_build_is_awaited(void **state)
{
	struct patience patience = {
		.size = 100,
		.started_ns = MINUTE_NS,
		.grown_ns = MINUTE_NS,
	};

	(void)state;
	for (uint64_t minute = 1; minute < 11 * 60; minute += 19) {
		uint64_t now_ns = minute * MINUTE_NS;

		assert_int_equal(patience_deadline(&patience, 100 + minute,
						   now_ns),
				 now_ns + 20 * MINUTE_NS);
	}
}

static void a_silent_one_is_ended(void **state)
{
	struct patience patience = {
		.size = 100,
		.started_ns = MINUTE_NS,
		.grown_ns = MINUTE_NS,
	};

	(void)state;
	patience_deadline(&patience, 200, 2 * MINUTE_NS);
	for (uint64_t minute = 3; minute < 30; minute++)
		assert_int_equal(patience_deadline(&patience, 200,
						   minute * MINUTE_NS),
				 22 * MINUTE_NS);
	assert_string_equal(patience_end(&patience, 22 * MINUTE_NS),
			    "no new line in its log for 20 minutes");
}

static void one_that_writes_for_ever_is_ended(void **state)
{
	struct patience patience = { 0 };
	uint64_t now_ns = (12 * 60 - 1) * MINUTE_NS;

	(void)state;
	assert_int_equal(patience_deadline(&patience, 1, now_ns),
			 12 * 60 * MINUTE_NS);
	assert_string_equal(patience_end(&patience, now_ns + MINUTE_NS),
			    "no end within 12 hours");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_slow_build_is_awaited),
		cmocka_unit_test(a_silent_one_is_ended),
		cmocka_unit_test(one_that_writes_for_ever_is_ended),
	};

	return cmocka_run_group_tests_name("kernel/patience", tests, NULL,
					   NULL);
}
