// SPDX-License-Identifier: GPL-2.0-only
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "kernel/pace.h"

static const char *by_symbol(const char *name)
{
	struct sysmap_symbol symbol = { .type = 'T', .name = (char *)name };
	struct sysmap map = { .symbols = &symbol, .symbol_count = 1 };

	return pace_slowed_by(NULL, &map);
}

static const char *by_config(const char *config)
{
	const struct facts facts = { .config = (char *)config };

	return pace_slowed_by(&facts, NULL);
}

static void symbols_tell_what_checks_itself(void **state)
{
	static const struct sysmap none;

	(void)state;
	assert_string_equal(by_symbol("kasan_init"), "KASAN");
	assert_string_equal(by_symbol("lockdep_init"), "LOCKDEP");
	assert_string_equal(by_symbol("rt_spin_lock"), "PREEMPT_RT");
	assert_null(by_symbol("start_kernel"));
	assert_null(pace_slowed_by(NULL, &none));
	assert_null(pace_slowed_by(NULL, NULL));
}

static void a_configuration_tells_without_symbols(void **state)
{
	(void)state;
	assert_string_equal(by_config("CONFIG_KASAN=y\n"), "KASAN");
	assert_string_equal(by_config("CONFIG_NUMA=y\nCONFIG_LOCKDEP=y\n"),
			    "LOCKDEP");
	assert_string_equal(by_config("CONFIG_DEBUG_VM=y\n"), "DEBUG_VM");
	assert_string_equal(by_config("CONFIG_PREEMPT_RT=y\n"), "PREEMPT_RT");
	assert_string_equal(by_config("CONFIG_UBSAN=y\n"), "UBSAN");
	assert_null(by_config("CONFIG_UBSAN=y\nCONFIG_UBSAN_TRAP=y\n"));
	assert_null(by_config("# CONFIG_KASAN is not set\n"
			      "CONFIG_KASAN_SHADOW_OFFSET=1\n"
			      "CONFIG_DEBUG_VM_PGTABLE=y\n"
			      "CONFIG_LOCKDEP_SUPPORT=y\n"));
	assert_null(by_config(""));
}

/* Symbols may be of a function that only has the name. */
static void a_configuration_that_is_known_decides(void **state)
{
	char name[] = "page_init_poison", config[] = "CONFIG_NUMA=y\n";
	char *functions[] = { name };
	struct sysmap_symbol symbol = { .name = name };
	const struct sysmap map = { .symbols = &symbol, .symbol_count = 1 };
	struct facts facts = { .config = config };

	(void)state;
	assert_null(pace_slowed_by(&facts, &map));
	facts.config = NULL;
	assert_string_equal(pace_slowed_by(&facts, &map), "DEBUG_VM");
	/* An image without a map has a table of its own. */
	assert_null(pace_slowed_by(&facts, NULL));
	facts.functions = functions;
	facts.function_count = 1;
	assert_string_equal(pace_slowed_by(&facts, NULL), "DEBUG_VM");
}

static void a_slower_kernel_may_take_longer(void **state)
{
	(void)state;
	assert_int_equal(pace_factor("KASAN"), 10);
	assert_int_equal(pace_factor(NULL), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(symbols_tell_what_checks_itself),
		cmocka_unit_test(a_configuration_tells_without_symbols),
		cmocka_unit_test(a_configuration_that_is_known_decides),
		cmocka_unit_test(a_slower_kernel_may_take_longer),
	};

	return cmocka_run_group_tests_name("pace", tests, NULL, NULL);
}
