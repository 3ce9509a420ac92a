// SPDX-License-Identifier: GPL-2.0-only
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "kernel/stage.h"
#include "lib/error.h"
#include "lib/file.h"

#define MILESTONE "\n[milestone "

/* Two before the kernel, and one at which boots are only paused. */
static bool is_milestone(enum boot_stage stage)
{
	return stage > BOOT_LOADER && stage != BOOT_NUMA &&
	       stage != BOOT_MEMMAP;
}

static void the_milestones_are_the_stages_in_order(void **state)
{
	struct error err;
	char *text, *at;
	int stage = 0;

	(void)state;
	assert_int_equal(file_read("kernels/symbols.ini", &text, NULL, &err),
			 0);
	for (at = text; (at = strstr(at, MILESTONE)); stage++) {
		at += strlen(MILESTONE);
		at[strcspn(at, "]")] = '\0';
		while (stage < BOOT_STAGES && !is_milestone(stage))
			stage++;
		assert_true(stage < BOOT_STAGES);
		assert_string_equal(at, boot_stage_name(stage));
		at += strlen(at) + 1;
	}
	assert_int_equal(stage, BOOT_STAGES);
	free(text);
}

static void every_stage_has_a_name_of_its_own(void **state)
{
	(void)state;
	for (int i = 0; i < BOOT_STAGES; i++)
		for (int j = 0; j < i; j++)
			assert_string_not_equal(boot_stage_name(i),
						boot_stage_name(j));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_milestones_are_the_stages_in_order),
		cmocka_unit_test(every_stage_has_a_name_of_its_own),
	};

	return cmocka_run_group_tests_name("kernel/stage", tests, NULL, NULL);
}
