// SPDX-License-Identifier: GPL-2.0-only
/* Why memory blocks stay, and how many bytes are a node's. */
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "evidence/files.h"
#include "lib/alloc.h"
#include "lib/file.h"
#include "machine/topology.h"
#include "memory-blocks.h"

#define MIB (UINT64_C(1) << 20)

/* Two nodes, the border inside the second of three blocks of 128 MiB. */
static const struct topology two_nodes = {
	.node_count = 2,
	.ranges = {
		{ .start = 0, .end_inclusive = 192 * MIB - 1, .nid = 0 },
		{ .start = 192 * MIB, .end_inclusive = 512 * MIB - 1,
		  .nid = 1 },
	},
	.range_count = 2,
};

static struct error err;

/* A run of its own: what the guest said and what its console has. */
static void read_run(const char *records, const char *console,
		     struct memory_blocks *blocks)
{
	char folder[] = "/tmp/test-memory-blocks-XXXXXX";
	struct run_evidence evidence;
	char *guest, *log;

	assert_non_null(mkdtemp(folder));
	guest = evidence_path(folder, EVIDENCE_GUEST);
	log = evidence_path(folder, EVIDENCE_CONSOLE);
	assert_int_equal(file_write(guest, records, strlen(records), &err), 0);
	assert_int_equal(file_write(log, console, strlen(console), &err), 0);
	evidence = run_evidence_open(folder, &two_nodes, NULL);
	assert_int_equal(memory_blocks_read(blocks, &evidence, &err), 0);
	run_evidence_close(&evidence);
	unlink(guest);
	unlink(log);
	rmdir(folder);
	free(guest);
	free(log);
}

#define RAM(start, end) \
	"{\"record\":\"iomem\",\"start\":" #start ",\"end\":" #end \
	",\"depth\":0,\"name\":\"System RAM\"}\n"
#define ZONE(nid, start, pages) \
	"{\"record\":\"zone\",\"node\":" #nid ",\"zone\":\"Z\",\"spanned\":" \
	#pages ",\"start_pfn\":" #start "}\n"
#define BLOCK(nid, start, error) \
	"{\"record\":\"block\",\"block\":0,\"node\":" #nid ",\"start\":" \
	#start ",\"bytes\":134217728,\"offline\":false,\"error\":\"" error \
	"\"}\n"
#define RESTORED "{\"record\":\"restored\",\"blocks\":0,\"lost\":0}\n"
#define INVALID "Invalid argument"
#define BUSY "Device or resource busy"

static void a_block_on_two_nodes_is_shared_and_counts_in_part(void **state)
{
	struct memory_blocks blocks;

	(void)state;
	read_run(RAM(0, 536870911) ZONE(0, 0, 49152) ZONE(1, 49152, 81920)
		 BLOCK(1, 134217728, INVALID) BLOCK(1, 268435456, BUSY)
		 RESTORED, "", &blocks);
	assert_string_equal(blocks.list[0].refused, "shared");
	assert_int_equal(blocks.list[0].start, 192 * MIB);
	assert_int_equal(blocks.list[0].bytes, 64 * MIB);
	assert_null(blocks.list[1].refused);
	assert_int_equal(memory_blocks_sum(&blocks, 1).bytes, 192 * MIB);
	memory_blocks_release(&blocks);
}

static void a_block_is_a_hole_only_where_the_map_has_one(void **state)
{
	struct memory_blocks blocks;

	(void)state;
	read_run(RAM(0, 300000000) ZONE(1, 49152, 81920)
		 BLOCK(1, 268435456, INVALID) RESTORED, "", &blocks);
	assert_string_equal(blocks.list[0].refused, "hole");
	assert_int_equal(blocks.list[0].bytes, 128 * MIB);
	memory_blocks_release(&blocks);
	read_run(RAM(0, 536870911) ZONE(1, 49152, 24576)
		 ZONE(1, 73728, 57344) BLOCK(1, 268435456, INVALID) RESTORED,
		 "", &blocks);
	assert_string_equal(blocks.list[0].refused, "zone-border");
	memory_blocks_release(&blocks);
	read_run(RAM(0, 536870911) ZONE(1, 49152, 81920)
		 BLOCK(1, 268435456, INVALID) RESTORED, "", &blocks);
	assert_null(blocks.list[0].refused);
	memory_blocks_release(&blocks);
}

/* Linux 4.20 to 5.9: page frame 0x10010 is in the block at 256 MiB. */
static void a_page_without_its_frame_is_found_on_the_console(void **state)
{
	struct memory_blocks blocks;

	(void)state;
	read_run(RAM(0, 536870911) BLOCK(1, 268435456, BUSY)
		 BLOCK(1, 402653184, BUSY) RESTORED,
		 "[    1.0] page:ffffea0000400400 refcount:1 mapcount:0 mapping:0000000000000000 index:0x0\n"
		 "[    1.0] flags: 0x100000000000200(slab)\n"
		 "[    1.0] raw: 0100000000000200 dead000000000100\n"
		 "[    1.0] page dumped because: unmovable page\n", &blocks);
	assert_int_equal(blocks.list[0].pfn, 0x10010);
	assert_true(blocks.list[0].slab);
	assert_int_equal(blocks.list[1].pfn, 0);
	assert_false(blocks.list[1].slab);
	memory_blocks_release(&blocks);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			a_block_on_two_nodes_is_shared_and_counts_in_part),
		cmocka_unit_test(a_block_is_a_hole_only_where_the_map_has_one),
		cmocka_unit_test(
			a_page_without_its_frame_is_found_on_the_console),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
