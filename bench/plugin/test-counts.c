// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "plugin/counts.h"

#define MAP "bench/kernel/fixtures/small.map"
#define TEXT UINT64_C(0xffffffff81000000)

static int open_counts(void **state)
{
	static struct counts counts;
	struct error err;

	*state = &counts;
	return counts_open(&counts, MAP, &err);
}

static int close_counts(void **state)
{
	struct counts *counts = *state;

	sysmap_release(&counts->map);
	free(counts->counters);
	free(counts->watched);
	return 0;
}

/* What the address is counted as: a pseudo function, or COUNTS_PSEUDO. */
static enum counts_pseudo kind_at(struct counts *counts, uint64_t address)
{
	bool first;
	ptrdiff_t index = counts_at(counts, address, &first) -
			  counts->counters;

	return index < COUNTS_PSEUDO ? (enum counts_pseudo)index :
				       COUNTS_PSEUDO;
}

#define assert_rep(expected, ...) do { \
	static const uint8_t bytes[] = { __VA_ARGS__ }; \
	assert_int_equal(insn_is_rep_string(bytes, sizeof(bytes)), expected); \
} while (0)

static void rep_string_instructions_are_recognised(void **state)
{
	(void)state;
	assert_rep(true, 0xf3, 0xa4);			/* rep movsb */
	assert_rep(true, 0xf3, 0x48, 0xab);		/* rep stosq */
	assert_rep(true, 0xf2, 0xae);			/* repne scasb */
	assert_rep(true, 0x67, 0xf3, 0x66, 0xa5);	/* 16-bit code */
	assert_rep(true, 0x2e, 0xf3, 0x6c);		/* rep insb */
}

static void other_instructions_are_not_rep_strings(void **state)
{
	(void)state;
	assert_rep(false, 0xa4);			/* movsb */
	assert_rep(false, 0x48, 0xab);			/* stosq */
	assert_rep(false, 0xf3, 0x90);			/* pause */
	assert_rep(false, 0xf3, 0x0f, 0xb8, 0xc4);	/* popcnt */
	assert_rep(false, 0xf3, 0x0f, 0x6f, 0xa4);	/* operand, not opcode */
	assert_rep(false, 0xf3, 0x40);			/* inc, 32-bit code */
	assert_rep(false, 0xb0, 0xa4);			/* mov $0xa4,%al */
}

static void low_code_is_firmware_then_loader_then_user(void **state)
{
	struct counts *counts = *state;

	assert_int_equal(kind_at(counts, 0xfffffff0), COUNTS_FIRMWARE);
	assert_int_equal(kind_at(counts, 0x7ffb0000), COUNTS_FIRMWARE);
	assert_int_equal(kind_at(counts, 0x10000), COUNTS_FIRMWARE);
	assert_int_equal(kind_at(counts, COUNTS_LOADER_ENTRY), COUNTS_LOADER);
	assert_int_equal(kind_at(counts, 0x1000000), COUNTS_LOADER);
	assert_int_equal(kind_at(counts, TEXT), COUNTS_PSEUDO);
	assert_int_equal(kind_at(counts, 0x401000), COUNTS_USER);
	assert_int_equal(kind_at(counts, COUNTS_LOADER_ENTRY), COUNTS_USER);
}

static void kernel_code_without_a_symbol_is_other(void **state)
{
	assert_int_equal(kind_at(*state, 0xffffffffa0000000), COUNTS_OTHER);
	assert_int_equal(kind_at(*state, 0xfffffe0000001000), COUNTS_OTHER);
}

static void only_the_first_instruction_counts_a_call(void **state)
{
	struct counter *entry, *body;
	bool first;

	entry = counts_at(*state, TEXT + 0x480, &first);
	assert_true(first);
	body = counts_at(*state, TEXT + 0x484, &first);
	assert_false(first);
	assert_ptr_equal(entry, body);
}

static void the_total_is_the_sum_of_all_counters(void **state)
{
	struct counts *counts = *state;
	bool first;

	*counts_at(counts, TEXT, &first) = (struct counter){ 3, 10, 1 };
	counts->counters[COUNTS_USER] = (struct counter){ 4, 20, 0 };
	assert_int_equal(counts_total(counts).insns, 7);
	assert_int_equal(counts_total(counts).rep, 30);
}

static void calls_to_where_no_function_begins_give_wrong_symbols_away(void **state)
{
	struct counts *counts = *state;
	const struct sysmap_function *functions = counts->map.functions;
	struct error err;

	/* From the first function to the second, and within the first. */
	counts_note_call(counts, TEXT, functions[1].address);
	counts_note_call(counts, TEXT, TEXT + 1);
	assert_int_equal(counts->calls, 1);
	assert_int_equal(counts_check_calls(counts, &err), 0);
	counts_note_call(counts, TEXT, functions[1].address + 1);
	assert_int_equal(counts_check_calls(counts, &err), -EINVAL);
	assert_non_null(strstr(err.text, "of 2 calls that ran 1 do not lead"));
}

/* What comes after does not move what was kept; the sum stays the total. */
static void what_is_kept_stands_and_the_rest_is_later(void **state)
{
	struct counts *counts = *state;
	char *text = NULL;
	size_t size;
	FILE *file = open_memstream(&text, &size);
	bool first;

	memset(counts->counters, 0,
	       counts_count(counts) * sizeof(*counts->counters));
	counts_at(counts, TEXT, &first)->insns = 70;
	counts_keep(counts);
	counts_at(counts, TEXT, &first)->insns += 5;
	counts_at(counts, TEXT, &first)->rep += 2;
	counts->counters[COUNTS_USER].insns += 20;
	counts_print(counts, file);
	fclose(file);
	assert_non_null(strstr(text, "function\t70\t0\t0\t"));
	assert_null(strstr(text, "[user]"));
	assert_non_null(strstr(text, "function\t25\t2\t0\t[later]\n"));
	free(text);
	free(counts->kept);
	counts->kept = NULL;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rep_string_instructions_are_recognised),
		cmocka_unit_test(other_instructions_are_not_rep_strings),
		cmocka_unit_test(low_code_is_firmware_then_loader_then_user),
		cmocka_unit_test(kernel_code_without_a_symbol_is_other),
		cmocka_unit_test(only_the_first_instruction_counts_a_call),
		cmocka_unit_test(the_total_is_the_sum_of_all_counters),
		cmocka_unit_test(what_is_kept_stands_and_the_rest_is_later),
		cmocka_unit_test(calls_to_where_no_function_begins_give_wrong_symbols_away),
	};

	return cmocka_run_group_tests(tests, open_counts, close_counts);
}
