// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "evidence/guestrecords.h"

#define FIXTURES "bench/evidence/fixtures/"

static struct error err;

static void text_read(const char *text, struct guest_records *records)
{
	char path[] = "/tmp/test-guestrecords-XXXXXX";
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
	if (guest_records_read(records, path, &err))
		fail_msg("%s", err.text);
	assert_string_equal(records->path, path);
	unlink(path);
}

static void a_recorded_guest_is_read(void **state)
{
	struct guest_records records;

	(void)state;
	assert_int_equal(guest_records_read(&records, FIXTURES
					    "guest-completed.jsonl", &err), 0);
	assert_true(records.log.completed);
	assert_int_equal(records.meminfo_count, 1);
	guest_records_release(&records);
}

static void numbers_that_are_missing_or_wrong_are_told_apart(void **state)
{
	struct guest_records records;

	(void)state;
	text_read("{\"record\":\"meminfo\",\"fields\":{\"MemTotal\":7,"
		  "\"DirectMap4k\":\"8\",\"DirectMap2M\":-1}}\n", &records);
	assert_int_equal(records.meminfo_count, 1);
	assert_int_equal(records.meminfo.total_kib, 7);
	assert_int_equal(records.meminfo.direct_map_kib[GUEST_4K],
			 GUEST_WRONG);
	assert_int_equal(records.meminfo.direct_map_kib[GUEST_2M],
			 GUEST_IMPOSSIBLE);
	assert_int_equal(records.meminfo.direct_map_kib[GUEST_1G],
			 GUEST_ABSENT);
	assert_int_equal(guest_kib(GUEST_ABSENT), 0);
	assert_int_equal(guest_kib(7), 7);
	guest_records_release(&records);
}

static void each_kind_has_a_list_in_the_file_s_order(void **state)
{
	struct guest_records records;

	(void)state;
	text_read("{\"record\":\"zone\",\"zone\":\"DMA\",\"node\":0,"
		  "\"managed\":5,\"free\":4}\n"
		  "{\"record\":\"zone\",\"node\":1}\n"
		  "{\"record\":\"iomem\",\"name\":\"Kernel code\","
		  "\"start\":4096}\n"
		  "{\"record\":\"line\",\"program\":\"p\",\"text\":\"t\"}\n"
		  "{\"record\":\"line\",\"program\":\"p\"}\n"
		  "{\"record\":\"unknown\"}\n", &records);
	assert_int_equal(records.zone_count, 2);
	assert_string_equal(records.zones[0].zone, "DMA");
	assert_int_equal(records.zones[0].managed, 5);
	assert_string_equal(records.zones[1].zone, "");
	assert_int_equal(records.zones[1].nid, 1);
	assert_int_equal(records.zones[1].free, GUEST_ABSENT);
	assert_int_equal(records.iomem_count, 1);
	assert_string_equal(records.iomem[0].name, "Kernel code");
	assert_int_equal(records.iomem[0].start, 4096);
	assert_int_equal(records.line_count, 1);
	assert_string_equal(records.lines[0].program, "p");
	assert_string_equal(records.lines[0].text, "t");
	guest_records_release(&records);
}

static void what_became_of_memory_blocks_is_read(void **state)
{
	struct guest_records records;

	(void)state;
	text_read("{\"record\":\"block\",\"node\":1,\"start\":134217728,"
		  "\"bytes\":134217728,\"offline\":true}\n"
		  "{\"record\":\"block\",\"node\":2,\"offline\":false,"
		  "\"error\":\"Device or resource busy\",\"pfn\":9,"
		  "\"flags\":\"slab\",\"type\":\"0x1\"}\n"
		  "{\"record\":\"restored\",\"lost\":3}\n"
		  "{\"record\":\"unplugged\",\"node\":2,\"blocks_left\":1}\n",
		  &records);
	assert_int_equal(records.memory_block_count, 2);
	assert_true(records.memory_blocks[0].offline);
	assert_int_equal(records.memory_blocks[0].start, 134217728);
	assert_string_equal(records.memory_blocks[0].error, "");
	assert_false(records.memory_blocks[1].offline);
	assert_string_equal(records.memory_blocks[1].error,
			    "Device or resource busy");
	assert_int_equal(records.memory_blocks[1].pfn, 9);
	assert_string_equal(records.memory_blocks[1].flags, "slab");
	assert_string_equal(records.memory_blocks[1].type, "0x1");
	assert_true(records.restored);
	assert_int_equal(records.lost, 3);
	assert_int_equal(records.unplugged_count, 1);
	assert_int_equal(records.unplugged[0].nid, 2);
	assert_int_equal(records.unplugged[0].memory_blocks_left, 1);
	guest_records_release(&records);
}

static void a_file_that_cannot_be_read_leaves_nothing_to_leak(void **state)
{
	struct guest_records records;

	(void)state;
	assert_int_equal(guest_records_read(&records, "/nowhere", &err),
			 -ENOENT);
	guest_records_release(&records);
	assert_int_equal(guest_records_read(&records, FIXTURES
					    "guest-malformed.jsonl", &err),
			 -EINVAL);
	guest_records_release(&records);
	assert_null(records.path);
}

static void nodes_and_what_is_no_record_have_their_lines(void **state)
{
	struct guest_records records;

	(void)state;
	text_read("{\"record\":\"possible\",\"nodes_online\":\"0\"}\n"
		  "{\"record\":\"possible\",\"nodes_online\":\"0-9\"}\n"
		  "{\"record\":\"node\",\"node\":0,\"memory_kib\":7,"
		  "\"cpus\":\"\",\"distances\":[10,20]}\n"
		  "{\"record\":\"node\",\"node\":\"1\"}\n"
		  "{\"record\":\"no\n"
		  "{\"record\":\"end\",\"state\":\"completed\"}\n", &records);
	assert_true(records.has_possible);
	assert_string_equal(records.possible.nodes_online, "0");
	assert_null(records.possible.cpus_present);
	assert_int_equal(records.node_count, 2);
	assert_int_equal(records.nodes[0].line, 3);
	assert_true(records.nodes[0].has_nid);
	assert_int_equal(records.nodes[0].memory_kib, 7);
	assert_string_equal(records.nodes[0].cpus, "");
	assert_int_equal(records.nodes[0].distance_count, 2);
	assert_int_equal(records.nodes[0].distances[1], 20);
	assert_int_equal(records.nodes[1].line, 4);
	assert_false(records.nodes[1].has_nid);
	assert_null(records.nodes[1].cpus);
	assert_null(records.nodes[1].distances);
	assert_int_equal(records.torn.line, 5);
	assert_string_equal(records.torn.text, "{\"record\":\"no");
	assert_string_not_equal(records.torn.problem, "");
	assert_true(records.log.completed);
	guest_records_release(&records);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_recorded_guest_is_read),
		cmocka_unit_test(
			numbers_that_are_missing_or_wrong_are_told_apart),
		cmocka_unit_test(each_kind_has_a_list_in_the_file_s_order),
		cmocka_unit_test(what_became_of_memory_blocks_is_read),
		cmocka_unit_test(nodes_and_what_is_no_record_have_their_lines),
		cmocka_unit_test(
			a_file_that_cannot_be_read_leaves_nothing_to_leak),
	};

	return cmocka_run_group_tests_name("guestrecords", tests, NULL, NULL);
}
