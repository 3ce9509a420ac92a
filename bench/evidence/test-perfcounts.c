// SPDX-License-Identifier: GPL-2.0-only
/* Lines as perf 6.1 writes them with --field-separator=, */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "evidence/perfcounts.h"

static char seen[256];

static int note(void *context, const char *event, const char *value,
		struct error *err)
{
	size_t used = strlen(seen);

	(void)context;
	if (strcmp(event, "refused") == 0)
		return error_set(err, EINVAL, "refused");
	snprintf(seen + used, sizeof(seen) - used, "%s=%s;", event,
		 value ? value : "");
	return 0;
}

static int read_text(const char *text)
{
	struct error err;

	*seen = '\0';
	return perfcounts_each(text, note, NULL, &err);
}

static void counts_and_what_is_not_supported_are_told_apart(void **state)
{
	(void)state;
	assert_int_equal(read_text("# started on Mon Nov 23 04:02:51 2026\n\n"
				   "966.89,msec,task-clock,966889574,100.00,0.322,CPUs utilized\n"
				   "0,,cpu-migrations,966889574,100.00,0.000,/sec\n"
				   "<not supported>,,cycles,0,100.00,,\n"
				   "<not counted>,,node-loads,0,0.00,,\n"), 0);
	assert_string_equal(seen,
			    "task-clock=966.89;cpu-migrations=0;cycles=;node-loads=;");
}

static void lines_that_are_no_counts_are_passed_over(void **state)
{
	(void)state;
	assert_int_equal(read_text("\nno fields\n1,two\n"), 0);
	assert_string_equal(seen, "");
	assert_int_equal(read_text(""), 0);
}

/* Of a hybrid CPU, and of a user who may not count the kernel. */
static void several_pmus_make_one_count_and_a_part_makes_none(void **state)
{
	(void)state;
	assert_int_equal(read_text("100,,cpu_core/cycles/,1,100.00,,\n"
				   "<not counted>,,cpu_atom/cycles/,0,0.00,,\n"
				   "7,,cpu_core/instructions/,1,50.00,,\n"
				   "8,,cpu_atom/instructions/,1,50.00,,\n"
				   "9,,branches:u,1,100.00,,\n"
				   "9,,cpu_core/refs/u,1,100.00,,\n"
				   "1.50,msec,task-clock:u,1,100.00,,\n"), 0);
	assert_string_equal(seen,
			    "cycles=100;instructions=15;branches=;refs=;task-clock=;");
}

static void the_first_refusal_ends_the_reading(void **state)
{
	(void)state;
	assert_int_equal(read_text("1,,a,\n2,,refused,\n3,,c,\n"), -EINVAL);
	assert_string_equal(seen, "a=1;");
}

static void a_value_is_a_decimal_number_that_fits_or_refused(void **state)
{
	static const char *const wrong[] = { "", "1,5", "nan", "-1", "1e3",
					     "9.9.9", "99999999999999999999" };
	struct error err;
	uint64_t number;

	(void)state;
	assert_int_equal(perfcounts_number("task-clock", "966.89", 1e6,
					   &number, &err), 0);
	assert_int_equal(number, 966890000);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_int_equal(perfcounts_number("cycles", wrong[i], 1,
						   &number, &err), -EINVAL);
	assert_string_equal(err.text, "perf: found `99999999999999999999` of cycles, expected a decimal number");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(counts_and_what_is_not_supported_are_told_apart),
		cmocka_unit_test(lines_that_are_no_counts_are_passed_over),
		cmocka_unit_test(
			several_pmus_make_one_count_and_a_part_makes_none),
		cmocka_unit_test(the_first_refusal_ends_the_reading),
		cmocka_unit_test(a_value_is_a_decimal_number_that_fits_or_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
