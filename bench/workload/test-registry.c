// SPDX-License-Identifier: GPL-2.0-only
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "workload/metrics.h"
#include "workload/registry.h"

#define FOR_EACH(at) \
	for (const struct workload *const *at = workloads_all(); *at; at++)

/* A name or a sentence that fits into a line of a list. */
static void assert_line(const char *text)
{
	assert_non_null(text);
	assert_true(*text);
	assert_null(strchr(text, '\n'));
}

static void each_workload_says_what_it_is(void **state)
{
	(void)state;
	FOR_EACH(at) {
		assert_line((*at)->name);
		assert_line((*at)->question);
		assert_non_null((*at)->metrics);
		assert_non_null((*at)->read_samples);
		assert_null(strchr((*at)->name, ' '));
	}
}

static void each_name_is_there_once(void **state)
{
	(void)state;
	FOR_EACH(at)
		assert_ptr_equal(workloads_find((*at)->name), *at);
	assert_null(workloads_find("no-such-workload"));
}

static void names_for_messages_are_all_names(void **state)
{
	const char *names = workloads_names();

	(void)state;
	FOR_EACH(at) {
		assert_int_equal(strncmp(names, (*at)->name,
					 strlen((*at)->name)), 0);
		names += strlen((*at)->name);
		if (at[1]) {
			assert_int_equal(strncmp(names, ", ", 2), 0);
			names += 2;
		}
	}
	assert_string_equal(names, "");
}

static void what_is_profiled_is_for_the_exact_engine(void **state)
{
	(void)state;
	FOR_EACH(at)
		if (workload_is_profiled(*at))
			assert_int_equal((*at)->engines, ENGINES_EXACT);
}

static void a_guest_is_paused_to_be_looked_at(void **state)
{
	(void)state;
	FOR_EACH(at) {
		assert_int_equal((*at)->stops != NULL, (*at)->visit != NULL);
		if (workload_has_mmu(*at) || (*at)->ends_at_last_stop)
			assert_non_null((*at)->stops);
	}
}

static void a_table_has_the_same_columns_in_each_workload(void **state)
{
	(void)state;
	FOR_EACH(a)
		FOR_EACH(b)
			for (const struct table *t = (*a)->tables;
			     t && t->file; t++)
				for (const struct table *u = (*b)->tables;
				     u && u->file; u++)
					if (strcmp(t->file, u->file) == 0)
						assert_ptr_equal(t, u);
}

/* All metrics that were seen so far. */
struct seen {
	const struct metric *list[512];
	size_t count;
};

static void check_metrics(void *context, const struct metric *metrics,
			  const struct workload *workload)
{
	struct seen *seen = context;

	(void)workload;
	for (const struct metric *at = metrics; at->name; at++) {
		assert_line(at->name);
		assert_line(at->unit);
		assert_line(at->description);
		assert_true(strcmp(at->direction, "less") == 0 ||
			    strcmp(at->direction, "more") == 0 ||
			    strcmp(at->direction, "none") == 0);
		for (size_t i = 0; i < seen->count; i++)
			assert_string_not_equal(at->name,
						seen->list[i]->name);
		assert_true(seen->count < 512);
		seen->list[seen->count++] = at;
	}
}

static void each_metric_is_declared_whole_and_once(void **state)
{
	struct seen seen = { .count = 0 };

	(void)state;
	metrics_each(check_metrics, &seen);
	assert_string_equal(seen.list[0]->name, "run.completed");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_workload_says_what_it_is),
		cmocka_unit_test(each_name_is_there_once),
		cmocka_unit_test(names_for_messages_are_all_names),
		cmocka_unit_test(what_is_profiled_is_for_the_exact_engine),
		cmocka_unit_test(a_guest_is_paused_to_be_looked_at),
		cmocka_unit_test(a_table_has_the_same_columns_in_each_workload),
		cmocka_unit_test(each_metric_is_declared_whole_and_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
