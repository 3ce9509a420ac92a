// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#include "lib/alloc.h"
#include "lib/file.h"
#include "probes/common/random.h"
#include "probes/common/stream.h"
#include "probes/direct-map/mark.h"
#include "probes/direct-map/operations.h"
#include "probes/direct-map/records.h"

#define PAGES 37

static _Alignas(4096) char memory[PAGES * 4096];
static struct error err;

/* Read as many records as there are pages; a bit for each page that had one. */
static uint64_t follow(uint64_t bytes, uint64_t at, uint64_t *sum)
{
	uint64_t seen = 0;

	for (size_t i = 0; i < PAGES; i++) {
		assert_true(at < sizeof(memory) && at % bytes == 0);
		seen |= 1ULL << at / 4096;
		*sum += stream_read((uint64_t *)(memory + at), bytes / 8);
		at = *(uint64_t *)(memory + at);
	}
	return seen;
}

static void each_page_has_one_record_of_a_cycle(void **state)
{
	(void)state;
	for (uint64_t bytes = 64; bytes <= 4096; bytes *= 2)
		for (uint64_t seed = 0; seed < 20; seed++) {
			struct records records = { memory, PAGES, bytes, seed };
			uint64_t first, last, sum, found = 0;

			assert_int_equal(records_write(&records, PAGES, &first,
						       &last, &sum, &err),
					 0);
			assert_true(follow(bytes, first, &found) ==
				    (1ULL << PAGES) - 1);
			assert_true(found == sum);
			assert_int_equal(first, last);
		}
}

static void records_lie_anywhere_in_their_pages(void **state)
{
	struct records records = { memory, PAGES, 64, 1 };
	uint64_t at, last, sum, places = 0;

	(void)state;
	assert_int_equal(records_write(&records, PAGES, &at, &last, &sum, &err),
			 0);
	for (size_t i = 0; i < PAGES; i++) {
		places |= 1ULL << at % 4096 / 64;
		at = *(uint64_t *)(memory + at);
	}
	assert_true(__builtin_popcountll(places) > PAGES / 3);
}

/* The records of seed 5 in a file, and how 100 of them are read. */
static void open_records(struct work *work)
{
	struct records records = { memory, PAGES, 64, 5 };

	*work = (struct work){ .count = 100, .read_bytes = 64 };
	assert_int_equal(records_write(&records, 100, &work->position,
				       &work->last_position, &work->last_sum,
				       &err),
			 0);
	work->fd = memfd_create("test", 0);
	assert_true(work->fd >= 0);
	assert_int_equal(write(work->fd, memory, sizeof(memory)),
			 sizeof(memory));
}

static void reads_find_what_was_written(void **state)
{
	struct work work;

	(void)state;
	open_records(&work);
	operation_read.run(&work);
	assert_int_equal(work.done, 100);
	assert_int_equal(work.bytes, 6400);
	assert_int_equal(operation_read.check(&work, &err), 0);
	work_release(&work);
	assert_int_equal(work.fd, -1);
}

static void a_wrong_word_is_noticed(void **state)
{
	struct work work;
	uint64_t word;

	(void)state;
	open_records(&work);
	assert_int_equal(pread(work.fd, &word, 8, work.position + 56), 8);
	word++;
	assert_int_equal(pwrite(work.fd, &word, 8, work.position + 56), 8);
	operation_read.run(&work);
	assert_int_equal(work.done, 100);
	assert_int_equal(operation_read.check(&work, &err), -EIO);
	assert_non_null(strstr(err.text, "the words that were read"));
	work_release(&work);
}

static void a_record_that_is_cut_off_ends_the_reads(void **state)
{
	struct work work;

	(void)state;
	open_records(&work);
	assert_int_equal(ftruncate(work.fd, 5 * 4096), 0);
	operation_read.run(&work);
	assert_in_range(work.done, 0, 99);
	assert_int_equal(operation_read.check(&work, &err), -EIO);
	work_release(&work);
}

static void a_name_that_exists_ends_the_lookups(void **state)
{
	char folder[] = "/tmp/test-direct-XXXXXX", name[40];
	struct work work = { .count = 10, .seed = 3 };
	uint64_t seed = 3, third = 0;

	(void)state;
	assert_non_null(mkdtemp(folder));
	work.fd = open(folder, O_PATH | O_DIRECTORY);
	operation_dentry.run(&work);
	assert_int_equal(work.done, 10);
	for (int i = 0; i < 3; i++)
		third = random_next(&seed);
	snprintf(name, sizeof(name), "direct-map-%016llx",
		 (unsigned long long)third);
	assert_int_equal(symlinkat("direct-map-loop", work.fd, name), 0);
	operation_dentry.run(&work);
	assert_int_equal(work.done, 10);
	assert_int_equal(unlinkat(work.fd, name, 0), 0);
	assert_int_equal(symlinkat("/", work.fd, name), 0);
	operation_dentry.run(&work);
	assert_int_equal(work.done, 2);
	assert_int_equal(work.error_number, EEXIST);
	work_release(&work);
	assert_int_equal(directory_remove(folder, &err), 0);
}

static void too_few_page_faults_are_noticed(void **state)
{
	struct work work = { .count = 3000 };

	(void)state;
	operation_fault.run(&work);
	assert_int_equal(work.done, 3000);
	assert_int_equal(work.bytes, 3000 * 4096);
	work.faults = 3000;
	assert_int_equal(operation_fault.check(&work, &err), 0);
	work.faults = 2999;
	assert_int_equal(operation_fault.check(&work, &err), -EIO);
	assert_string_equal(err.text,
			    "found 2999 page faults, expected 3000 at least");
}

static void calls_and_children_are_counted(void **state)
{
	struct work work = { .count = 20 };

	(void)state;
	operation_syscall.run(&work);
	assert_int_equal(work.done, 20);
	work.done = 0;
	operation_fork.run(&work);
	assert_int_equal(work.done, 20);
	assert_int_equal(work.error_number, 0);
}

/* Where its memory is bound to a node it is there, and nowhere else. */
static void memory_elsewhere_is_noticed(void **state)
{
	struct work work = { .fd = -1 };

	(void)state;
	if (!file_exists(NODES_SYSFS))
		skip();
	assert_int_equal(buffer_create(&work.buffer, HUGE_PAGE_BYTES, 0,
				       SMALL_PAGE_BYTES, &err),
			 0);
	assert_int_equal(work_locate_buffer(&work, &err), 0);
	work.buffer.nid = 1000;
	assert_int_equal(work_locate_buffer(&work, &err), -EXDEV);
	assert_string_equal(
		err.text,
		"found 0 pages on node 1000 and 0 bytes in pages of 2 MiB, expected 512 and 0");
	work_release(&work);
}

/* Nobody else may be at their address. */
static void marks_are_stores_of_a_byte(void **state)
{
	const unsigned char *page = (const unsigned char *)MARK_ADDRESS;

	(void)state;
	assert_int_equal(mark_map(&err), 0);
	for (size_t i = 0; i <= MARK_MOST; i++)
		assert_int_equal(page[i], 0);
	mark_store(MARK_MOST);
	assert_int_equal(page[MARK_MOST], 1);
	assert_int_equal(page[MARK_END], 0);
	mark_store(MARK_END);
	assert_int_equal(page[MARK_END], 1);
	assert_int_equal(mark_map(&err), -EEXIST);
	assert_string_equal(err.text, "mmap of the page of marks: File exists");
}

static void backings_have_names(void **state)
{
	enum backing backing;

	(void)state;
	assert_true(backing_parse("memfd", &backing));
	assert_int_equal(backing, BACKING_MEMFD);
	assert_true(backing_parse("mem", &backing));
	assert_string_equal(backing_name(backing), "mem");
	assert_false(backing_parse("any", &backing));
	backing = BACKING_ANY;
	assert_int_equal(backing_find(&backing, &err), 0);
	assert_int_not_equal(backing, BACKING_ANY);
	backing = BACKING_MEM;
	assert_int_equal(backing_find(&backing, &err), 0);
	assert_int_equal(backing, BACKING_MEM);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_page_has_one_record_of_a_cycle),
		cmocka_unit_test(records_lie_anywhere_in_their_pages),
		cmocka_unit_test(reads_find_what_was_written),
		cmocka_unit_test(a_wrong_word_is_noticed),
		cmocka_unit_test(a_record_that_is_cut_off_ends_the_reads),
		cmocka_unit_test(a_name_that_exists_ends_the_lookups),
		cmocka_unit_test(too_few_page_faults_are_noticed),
		cmocka_unit_test(calls_and_children_are_counted),
		cmocka_unit_test(memory_elsewhere_is_noticed),
		cmocka_unit_test(marks_are_stores_of_a_byte),
		cmocka_unit_test(backings_have_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
