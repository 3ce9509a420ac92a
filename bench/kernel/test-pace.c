// SPDX-License-Identifier: GPL-2.0-only
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "kernel/pace.h"

static unsigned int factor_of(const char *name)
{
	struct sysmap_symbol symbol = { .type = 'T', .name = (char *)name };
	struct sysmap map = { .symbols = &symbol, .symbol_count = 1 };

	return pace_factor(&map);
}

static void a_kernel_that_checks_itself_may_take_longer(void **state)
{
	static const struct sysmap none;

	(void)state;
	assert_int_equal(factor_of("kasan_init"), 10);
	assert_int_equal(factor_of("lockdep_init"), 10);
	assert_int_equal(factor_of("start_kernel"), 1);
	assert_int_equal(pace_factor(&none), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_kernel_that_checks_itself_may_take_longer),
	};

	return cmocka_run_group_tests_name("pace", tests, NULL, NULL);
}
