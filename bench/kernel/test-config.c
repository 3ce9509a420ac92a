// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "kernel/config.h"

static const char finished[] = "#\n# Linux/x86 6.1.0 Kernel Configuration\n#\n"
			       "CONFIG_SMP=y\n"
			       "CONFIG_NR_CPUS=8\n"
			       "# CONFIG_NUMA is not set\n";

static void expect_lost(const char *wanted, const char *sentence)
{
	struct error err;

	assert_int_equal(config_check(wanted, finished, &err), -EINVAL);
	assert_string_equal(err.text, sentence);
}

static void options_that_survived_are_fine(void **state)
{
	struct error err;

	(void)state;
	assert_int_equal(config_check("# a comment\nCONFIG_SMP=y\n"
				      "# CONFIG_NUMA is not set\n"
				      "# CONFIG_NEVER_HEARD_OF is not set\n",
				      finished, &err), 0);
}

static void an_option_that_is_not_there_is_named(void **state)
{
	(void)state;
	expect_lost("CONFIG_SMP=y\nCONFIG_MEMORY_HOTPLUG=y\n",
		    "options that the kernel has and did not keep: CONFIG_MEMORY_HOTPLUG=y (what it depends on is off)");
}

static void an_option_with_another_value_is_named_with_it(void **state)
{
	(void)state;
	expect_lost("CONFIG_NR_CPUS=64\n",
		    "options that the kernel has and did not keep: CONFIG_NR_CPUS=64 (found CONFIG_NR_CPUS=8)");
	expect_lost("CONFIG_NUMA=y\n",
		    "options that the kernel has and did not keep: CONFIG_NUMA=y (found # CONFIG_NUMA is not set)");
	expect_lost("# CONFIG_SMP is not set\n",
		    "options that the kernel has and did not keep: # CONFIG_SMP is not set (found CONFIG_SMP=y)");
}

static void the_last_fragment_wins(void **state)
{
	struct error err;

	(void)state;
	assert_int_equal(config_check("CONFIG_NR_CPUS=64\nCONFIG_NR_CPUS=8\n",
				      finished, &err), 0);
}

static void a_name_that_only_begins_alike_is_another_option(void **state)
{
	(void)state;
	expect_lost("CONFIG_NR=8\n",
		    "options that the kernel has and did not keep: CONFIG_NR=8 (what it depends on is off)");
}

static void as_many_options_as_a_distribution_has_are_checked_at_once(void **state)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	struct error err;

	(void)state;
	for (int i = 0; i < 20000; i++)
		fprintf(out, "CONFIG_OPTION_%d=y\n", i);
	fclose(out);
	alarm(10);
	assert_int_equal(config_check(text, text, &err), 0);
	alarm(0);
	free(text);
}

static void has(const json_t *options, const char *name, const char *value)
{
	assert_string_equal(json_string_value(json_object_get(options, name)),
			    value);
}

static void options_that_readers_ask_for_are_told(void **state)
{
	json_t *options = config_options("CONFIG_SMP=y\nCONFIG_NR_CPUS=8\n"
					 "# CONFIG_NET is not set\n"
					 "CONFIG_NETDEVICES=y\nCONFIG_EFI=m\n");

	(void)state;
	has(options, "SMP", "y");
	has(options, "NR_CPUS", "8");
	has(options, "NET", "n");
	has(options, "EFI", "m");
	has(options, "DRM", "n");
	assert_null(json_object_get(options, "NUMA"));
	json_decref(options);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(options_that_survived_are_fine),
		cmocka_unit_test(an_option_that_is_not_there_is_named),
		cmocka_unit_test(an_option_with_another_value_is_named_with_it),
		cmocka_unit_test(the_last_fragment_wins),
		cmocka_unit_test(a_name_that_only_begins_alike_is_another_option),
		cmocka_unit_test(options_that_readers_ask_for_are_told),
		cmocka_unit_test(as_many_options_as_a_distribution_has_are_checked_at_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
