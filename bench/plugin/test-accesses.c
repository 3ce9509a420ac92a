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

#include "plugin/accesses.h"

#define LIMIT 8
#define PAGE UINT64_C(0xffff888000100000)

static const char *const phases[] = { "firmware", "loader", "start_kernel" };

static int open_accesses(void **state)
{
	static struct accesses accesses;
	struct error err;

	*state = &accesses;
	return accesses_open(&accesses, LIMIT, &err);
}

static int close_accesses(void **state)
{
	accesses_close(*state);
	return 0;
}

/* What emulated code does: count it on its own, then call. */
static void touch(struct accesses *accesses, uint32_t cpu, uint64_t address,
		  uint32_t size, bool store)
{
	accesses->all++;
	accesses_count(accesses, cpu, address, size, store, 0);
}

static void assert_printed(struct accesses *accesses, const char *expected)
{
	size_t size;
	char *text;
	FILE *file = open_memstream(&text, &size);

	accesses_print(accesses, phases, file);
	fclose(file);
	assert_string_equal(text, expected);
	free(text);
}

static void reads_and_writes_are_counted_with_their_bytes(void **state)
{
	struct accesses *accesses = *state;
	struct error err;

	touch(accesses, 0, PAGE, 1, false);
	touch(accesses, 0, PAGE + 6, 2, false);
	touch(accesses, 0, PAGE + 4088, 8, true);
	touch(accesses, 0, PAGE + 4080, 16, true);
	assert_int_equal(accesses_check(accesses, &err), 0);
	assert_printed(accesses,
		       "total\t4\n"
		       "phase\t0\tfirmware\n"
		       "pages\t0xffff888000100000\t1\t2\t2\t3\t24\n");
}

static void an_access_across_pages_gives_each_its_bytes(void **state)
{
	struct accesses *accesses = *state;
	struct error err;

	touch(accesses, 0, PAGE + 4093, 8, true);
	touch(accesses, 0, PAGE + 0x3f000 + 4095, 4, false);
	assert_int_equal(accesses_check(accesses, &err), 0);
	assert_printed(accesses,
		       "total\t2\n"
		       "phase\t0\tfirmware\n"
		       "pages\t0xffff888000100000\t1\t0\t1\t0\t3\n"
		       "pages\t0xffff888000101000\t1\t0\t0\t0\t5\n"
		       "pages\t0xffff88800013f000\t1\t1\t0\t1\t0\n"
		       "pages\t0xffff888000140000\t1\t0\t0\t3\t0\n");
}

static void pages_alike_are_one_line(void **state)
{
	struct accesses *accesses = *state;

	for (int page = 3; page >= 0; page--)
		for (int i = 0; i < 512; i++)
			touch(accesses, 0, PAGE + page * 4096ULL + i * 8ULL, 8,
			      true);
	touch(accesses, 0, PAGE + 5 * 4096ULL, 8, true);
	assert_printed(accesses,
		       "total\t2049\n"
		       "phase\t0\tfirmware\n"
		       "pages\t0xffff888000100000\t4\t0\t512\t0\t4096\n"
		       "pages\t0xffff888000105000\t1\t0\t1\t0\t8\n");
}

static void cpus_and_phases_are_kept_apart(void **state)
{
	struct accesses *accesses = *state;

	touch(accesses, 1, PAGE, 4, true);
	touch(accesses, 0, PAGE, 4, true);
	accesses->phase += 2;
	touch(accesses, 0, PAGE, 4, true);
	touch(accesses, 0, PAGE, 4, true);
	assert_printed(accesses,
		       "total\t4\n"
		       "phase\t0\tfirmware\n"
		       "pages\t0xffff888000100000\t1\t0\t1\t0\t4\n"
		       "phase\t0\tstart_kernel\n"
		       "pages\t0xffff888000100000\t1\t0\t2\t0\t8\n"
		       "phase\t1\tfirmware\n"
		       "pages\t0xffff888000100000\t1\t0\t1\t0\t4\n");
}

static void addresses_that_share_a_slot_stay_apart(void **state)
{
	struct accesses *accesses = *state;
	struct error err;

	/* As many blocks as there is room for, of 256 KiB each. */
	for (uint64_t block = 0; block < LIMIT; block++)
		for (uint64_t i = 0; i <= block; i++)
			touch(accesses, 0, block << 46 | i * 8, 8, false);
	assert_int_equal(accesses_check(accesses, &err), 0);
	for (size_t i = 0; i < LIMIT; i++)
		assert_int_equal(accesses->blocks[i].pages[0].reads, i + 1);
}

static void an_access_without_room_is_not_forgotten(void **state)
{
	struct accesses *accesses = *state;
	struct error err;

	for (uint64_t block = 0; block <= LIMIT; block++)
		touch(accesses, 0, block << 18, 8, false);
	assert_int_equal(accesses_check(accesses, &err), -EINVAL);
	assert_string_equal(err.text,
			    "1 accesses found no room in 8 blocks of pages");
}

static void an_access_that_nobody_told_is_missed(void **state)
{
	struct accesses *accesses = *state;
	struct error err;

	touch(accesses, 0, PAGE, 8, false);
	accesses->all++;
	assert_int_equal(accesses_check(accesses, &err), -EINVAL);
	assert_string_equal(err.text,
			    "found 1 accesses on pages, expected the 2 that were executed");
}

#define test(name) \
	cmocka_unit_test_setup_teardown(name, open_accesses, close_accesses)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(reads_and_writes_are_counted_with_their_bytes),
		test(an_access_across_pages_gives_each_its_bytes),
		test(pages_alike_are_one_line),
		test(cpus_and_phases_are_kept_apart),
		test(addresses_that_share_a_slot_stay_apart),
		test(an_access_without_room_is_not_forgotten),
		test(an_access_that_nobody_told_is_missed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
