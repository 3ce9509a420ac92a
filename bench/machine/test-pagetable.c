// SPDX-License-Identifier: GPL-2.0-only
/* Page tables that are built by hand, right and wrong ones. */
#include <errno.h>
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

#include "lib/clock.h"
#include "machine/pagetable.h"

#define KIB(n) ((uint64_t)(n) << 10)
#define MIB(n) ((uint64_t)(n) << 20)
#define GIB(n) ((uint64_t)(n) << 30)

/* Entries: a table, a page as the kernel maps RAM, a large one. */
#define TABLE 0x63
#define PAGE (UINT64_C(1) << 63 | 0x163)
#define LARGE (PAGE | 0x80)
#define PRESENT 0x1

/* Tables, on node 0 unless said otherwise. */
#define ROOT 0x100000
#define PUD 0x101000
#define PMD 0x102000
#define PTE 0x400000 /* on node 1 */
#define P4D 0x104000
#define SPARE 0x105000

/* Entries of the top table. */
#define DIRECT 273
#define IMAGE 511
#define FAR 410 /* behind the direct map */

#define HEADER "virtual\tphysical\tbytes\tpage\trights\tpat\n"

static struct topology topology;
static struct guestmem memory;
static struct pagetable table;
static struct pagetable_mode mode;
static struct error err;

static void lay_out(uint64_t node0, uint64_t node1)
{
	topology = (struct topology){
		.nodes = { { .memory_bytes = node0 },
			   { .memory_bytes = node1 } },
		.node_count = 2,
		.memory_bytes = node0 + node1,
	};
	topology_lay_out(&topology);
	assert_int_equal(guestmem_open(&memory, &topology, &err), 0);
}

static void put(uint64_t at, int index, uint64_t value)
{
	uint64_t offset;
	int fd;

	assert_int_equal(guestmem_position(&memory, at + 8 * (uint64_t)index,
					   &fd, &offset), 0);
	assert_int_equal(pwrite(fd, &value, 8, (off_t)offset), 8);
}

/* 4 pages of 4 KiB, one of 2 MiB, one of 1 GiB, the PTE table on node 1. */
static void build_direct_map(uint64_t pud, uint64_t pmd, uint64_t pte)
{
	put(pud, 0, pmd | TABLE);
	put(pud, 1, GIB(1) | LARGE);
	put(pmd, 0, pte | TABLE);
	put(pmd, 1, MIB(2) | LARGE);
	for (int i = 0; i < 4; i++)
		put(pte, i, KIB(4 * i) | PAGE);
}

static void build_4_level(void)
{
	put(ROOT, DIRECT, PUD | TABLE);
	build_direct_map(PUD, PMD, PTE);
}

static int set_up(void **state)
{
	(void)state;
	err = (struct error){ "" };
	table = (struct pagetable){ 0 };
	mode = (struct pagetable_mode){
		.root = ROOT,
		.levels = 4,
		.no_execute = true,
		.physical_bits = 40,
	};
	lay_out(MIB(4), MIB(4));
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	pagetable_release(&table);
	guestmem_close(&memory);
	return 0;
}

static void walk(void)
{
	pagetable_release(&table);
	if (pagetable_walk(&table, &memory, &mode, &err))
		fail_msg("%s", err.text);
}

static void assert_refused(int ret, const char *sentence)
{
	pagetable_release(&table);
	assert_int_equal(pagetable_walk(&table, &memory, &mode, &err), ret);
	assert_string_equal(err.text, sentence);
}

static void assert_text(const struct pagetable_map *map, const char *expected)
{
	char *text = pagetable_map_text(map);

	assert_string_equal(text, expected);
	free(text);
}

static void tables_and_leaves_are_counted_by_level_and_node(void **state)
{
	const struct pagetable_part *direct = &table.parts[PAGETABLE_DIRECT];
	const struct pagetable_part *rest = &table.parts[PAGETABLE_REST];

	(void)state;
	build_4_level();
	walk();
	assert_true(table.direct_base == 0xffff888000000000);
	assert_int_equal(direct->levels[1].pages[0], 0);
	assert_int_equal(direct->levels[1].pages[1], 1);
	assert_int_equal(direct->levels[1].unused[1], 508);
	assert_int_equal(direct->levels[2].pages[0], 1);
	assert_int_equal(direct->levels[2].unused[0], 510);
	assert_int_equal(direct->levels[3].pages[0], 1);
	assert_int_equal(direct->levels[3].unused[0], 510);
	assert_int_equal(direct->levels[4].pages[0], 0);
	assert_int_equal(rest->levels[4].pages[0], 1);
	assert_int_equal(rest->levels[4].unused[0], 511);
	assert_int_equal(direct->leaves[PAGETABLE_4K], 4);
	assert_int_equal(direct->leaves[PAGETABLE_2M], 1);
	assert_int_equal(direct->leaves[PAGETABLE_1G], 1);
}

static void five_levels_have_p4d_tables(void **state)
{
	(void)state;
	mode.levels = 5;
	put(ROOT, DIRECT, P4D | TABLE);
	put(P4D, 0, PUD | TABLE);
	build_direct_map(PUD, PMD, PTE);
	walk();
	assert_true(table.direct_base == 0xff11000000000000);
	assert_string_equal(pagetable_level_name(&mode, 5), "pgd");
	assert_string_equal(pagetable_level_name(&mode, 4), "p4d");
	assert_int_equal(table.parts[PAGETABLE_REST].levels[5].pages[0], 1);
	assert_int_equal(table.parts[PAGETABLE_DIRECT].levels[4].pages[0], 1);
	assert_int_equal(table.parts[PAGETABLE_DIRECT].levels[3].pages[0], 1);
	assert_int_equal(table.parts[PAGETABLE_DIRECT].leaves[0], 4);
}

static void kernels_before_4_20_begin_one_entry_lower(void **state)
{
	(void)state;
	put(ROOT, DIRECT - 1, PUD | TABLE);
	build_direct_map(PUD, PMD, PTE);
	walk();
	assert_true(table.direct_base == 0xffff880000000000);
	assert_int_equal(table.parts[PAGETABLE_DIRECT].leaves[0], 4);
}

static void the_mapping_is_merged_text(void **state)
{
	(void)state;
	build_4_level();
	walk();
	assert_text(&table.mapping, HEADER
		    "0xffff888000000000\t0x0\t16384\t4K\tw--g\t0\n"
		    "0xffff888000200000\t0x200000\t2097152\t2M\tw--g\t0\n"
		    "0xffff888040000000\t0x40000000\t1073741824\t1G\tw--g\t0\n");
	assert_text(&table.frames,
		    "virtual\tphysical\tbytes\n"
		    "0xffff888000000000\t0x0\t16384\n"
		    "0xffff888000200000\t0x200000\t2097152\n"
		    "0xffff888040000000\t0x40000000\t1073741824\n");
}

static void the_text_does_not_depend_on_where_tables_lie(void **state)
{
	char *before;

	(void)state;
	build_4_level();
	walk();
	before = pagetable_map_text(&table.mapping);
	put(ROOT, DIRECT, 0x500000 | TABLE);
	build_direct_map(0x500000, 0x300000, 0x301000);
	walk();
	assert_text(&table.mapping, before);
	assert_int_equal(table.parts[PAGETABLE_DIRECT].levels[3].pages[1], 1);
	free(before);
}

static void accessed_and_dirty_bits_do_not_count(void **state)
{
	char *before;

	(void)state;
	build_4_level();
	walk();
	before = pagetable_map_text(&table.mapping);
	put(PTE, 2, (KIB(8) | PAGE) & ~UINT64_C(0x60));
	put(PMD, 1, (MIB(2) | LARGE) & ~UINT64_C(0x60));
	walk();
	assert_text(&table.mapping, before);
	free(before);
}

static void rights_are_narrowed_by_every_level(void **state)
{
	(void)state;
	build_4_level();
	/* A PMD table that is read-only and not for user mode. */
	put(PUD, 0, PMD | PRESENT);
	put(PTE, 0, 0x1 | PRESENT | 0x6);
	put(PTE, 1, KIB(4) | PRESENT | 0x1a | 0x80);
	put(PTE, 2, 0);
	put(PTE, 3, 0);
	put(PMD, 1, MIB(2) | PRESENT | 0x80 | 0x1000);
	put(PUD, 1, 0);
	walk();
	assert_text(&table.mapping, HEADER
		    "0xffff888000000000\t0x0\t4096\t4K\t-x--\t0\n"
		    "0xffff888000001000\t0x1000\t4096\t4K\t-x--\t7\n"
		    "0xffff888000200000\t0x200000\t2097152\t2M\t-x--\t4\n");
}

/* As debug_pagealloc leaves them, before and after L1TF. */
static void withdrawn_pages_keep_their_frame(void **state)
{
	const uint64_t inverted = ~KIB(8) & UINT64_C(0x000ffffffffff000);

	(void)state;
	build_4_level();
	put(PTE, 1, (KIB(4) | PAGE) & ~UINT64_C(3));
	put(PTE, 2, inverted | (PAGE & ~UINT64_C(0x3)));
	/* Not present, but no frame of the direct map's either. */
	put(PTE, 3, KIB(64) | 0x160);
	walk();
	assert_int_equal(table.parts[PAGETABLE_DIRECT].leaves[0], 1);
	assert_int_equal(table.parts[PAGETABLE_DIRECT].withdrawn[0], 2);
	assert_int_equal(table.parts[PAGETABLE_DIRECT].levels[1].unused[1],
			 508);
	assert_int_equal(table.frames.count, 3);
	assert_int_equal(table.frames.extents[0].bytes, KIB(12));
	assert_int_equal(table.mapping.extents[0].bytes, KIB(4));
}

static void the_image_is_told_apart(void **state)
{
	(void)state;
	build_4_level();
	/* 0xffffffff80000000: two pages of 2 MiB, the third one split. */
	put(ROOT, IMAGE, P4D | TABLE);
	put(P4D, 510, SPARE | TABLE);
	put(SPARE, 0, LARGE);
	put(SPARE, 1, MIB(2) | LARGE);
	put(SPARE, 2, 0x500000 | TABLE);
	put(0x500000, 0, MIB(4) | PAGE);
	walk();
	assert_int_equal(table.parts[PAGETABLE_IMAGE].leaves[1], 2);
	assert_int_equal(table.parts[PAGETABLE_IMAGE].leaves[0], 1);
	assert_int_equal(table.parts[PAGETABLE_IMAGE].levels[1].pages[1], 1);
	assert_int_equal(table.parts[PAGETABLE_REST].levels[2].pages[0], 1);
}

/* KASAN maps its whole shadow by one table of each level. */
static void shared_tables_outside_the_direct_map_count_once(void **state)
{
	(void)state;
	build_4_level();
	put(ROOT, FAR, P4D | TABLE);
	for (int i = 0; i < PAGETABLE_ENTRIES; i++)
		put(P4D, i, SPARE | TABLE);
	walk();
	assert_int_equal(table.parts[PAGETABLE_REST].levels[3].pages[0], 1);
	assert_int_equal(table.parts[PAGETABLE_REST].levels[2].pages[0], 1);
}

static void addresses_are_translated(void **state)
{
	uint64_t physical;

	(void)state;
	build_4_level();
	assert_int_equal(pagetable_translate(&memory, &mode,
					     0xffff888000003abc, &physical,
					     &err), 0);
	assert_true(physical == 0x3abc);
	assert_int_equal(pagetable_translate(&memory, &mode,
					     0xffff888052345678, &physical,
					     &err), 0);
	assert_true(physical == 0x52345678);
	assert_int_equal(pagetable_translate(&memory, &mode,
					     0xffff888000004000, &physical,
					     &err), -ENOENT);
}

static void corrupt_tables_are_refused(void **state)
{
	static const struct {
		uint64_t at;
		int index;
		uint64_t value;
		int ret;
		const char *sentence;
	} cases[] = {
		{ PUD, 2, 0x1000000 | TABLE, -EFAULT,
		  "page table 0x1000000 (pmd): found it outside the guest's RAM" },
		{ PUD, 2, 0xa0000 | TABLE, -EFAULT,
		  "page table 0xa0000 (pmd): found it outside the guest's RAM" },
		{ PUD, 2, PUD | TABLE, -EINVAL,
		  "page table 0x101000 (pud): found it again as pmd, expected it once" },
		{ ROOT, 300, ROOT | TABLE, -EINVAL,
		  "page table 0x100000 (pgd): found it again as pud, expected it once" },
		{ PMD, 5, ROOT | TABLE, -EINVAL,
		  "page table 0x100000 (pgd): found it again as pte, expected it once" },
		{ PMD, 5, PTE | TABLE, -EINVAL,
		  "page table 0x400000 (pte): found it again as pte, expected it once" },
		{ PTE, 9, GIB(1024) | PAGE, -EINVAL,
		  "page table 0x400000 (pte), entry 9: found 0x8000010000000163, expected no address bits beyond the CPU's width" },
		{ PMD, 5, MIB(2) | KIB(64) | LARGE, -EINVAL,
		  "page table 0x102000 (pmd), entry 5: found 0x80000000002101e3, expected a frame aligned to its page" },
		{ PUD, 3, GIB(1) | MIB(2) | LARGE, -EINVAL,
		  "page table 0x101000 (pud), entry 3: found 0x80000000402001e3, expected a frame aligned to its page" },
		{ ROOT, 300, LARGE, -EINVAL,
		  "page table 0x100000 (pgd), entry 300: found 0x80000000000001e3, expected no page larger than 1 GiB" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		build_4_level();
		put(cases[i].at, cases[i].index, cases[i].value);
		assert_refused(cases[i].ret, cases[i].sentence);
		put(cases[i].at, cases[i].index, 0);
	}
	build_4_level();
	walk();
}

static void bit_63_is_reserved_without_nx(void **state)
{
	(void)state;
	build_4_level();
	mode.no_execute = false;
	assert_refused(-EINVAL,
		       "page table 0x400000 (pte), entry 0: found 0x8000000000000163, expected no bit 63 while EFER.NXE is off");
}

static void a_root_outside_ram_is_refused(void **state)
{
	(void)state;
	mode.root = GIB(100);
	assert_refused(-EFAULT,
		       "page table 0x1900000000: found the physical address 0x1900000000, expected one in the guest's RAM");
}

static void a_missing_direct_map_is_said(void **state)
{
	(void)state;
	assert_refused(-ENOENT,
		       "found no direct map at the addresses where Linux has it without KASLR");
}

static void other_modes_than_long_mode_are_refused(void **state)
{
	struct vcpu vcpu = {
		.cr0 = 0x80000011, .cr3 = 0x1234018, .cr4 = 0x1020,
		.efer = 0xd01, .physical_bits = 46,
	};

	(void)state;
	assert_int_equal(pagetable_mode_of(&mode, &vcpu, &err), 0);
	assert_true(mode.root == 0x1234000 && mode.levels == 5 &&
		    mode.no_execute && mode.physical_bits == 46);
	vcpu.cr4 = 0x20;
	assert_int_equal(pagetable_mode_of(&mode, &vcpu, &err), 0);
	assert_int_equal(mode.levels, 4);
	vcpu.efer = 0;
	assert_int_equal(pagetable_mode_of(&mode, &vcpu, &err), -EINVAL);
	assert_string_equal(err.text,
			    "found a CPU with CR0=80000011 CR4=20 EFER=0, expected one that pages in long mode");
}

static void nodes_are_found_on_both_sides_of_the_hole(void **state)
{
	uint64_t offset, value = 42;
	int fd;

	(void)state;
	guestmem_close(&memory);
	lay_out(GIB(3), GIB(1));
	assert_int_equal(guestmem_position(&memory, GIB(2) - 8, &fd, &offset),
			 0);
	assert_true(fd == memory.fds[0] && offset == GIB(2) - 8);
	assert_int_equal(guestmem_position(&memory, GIB(4), &fd, &offset), 0);
	assert_true(fd == memory.fds[0] && offset == GIB(2));
	assert_int_equal(guestmem_position(&memory, GIB(5), &fd, &offset), 0);
	assert_true(fd == memory.fds[1] && offset == 0);
	assert_int_equal(guestmem_position(&memory, GIB(2), &fd, &offset),
			 -EFAULT);
	assert_int_equal(guestmem_position(&memory, GIB(6), &fd, &offset),
			 -EFAULT);
	put(GIB(5), 3, 7);
	assert_int_equal(guestmem_read(&memory, GIB(5) + 24, &value, 8, &err),
			 0);
	assert_int_equal(value, 7);
}

/*
 * As much work as tables can make: all RAM of node 1 is tables, each full of
 * pointers to all tables of the level below.
 */
static void a_dense_tangle_of_tables_is_walked_once(void **state)
{
	const uint64_t base = MIB(4), tables = 340;
	uint64_t began = clock_now_ns();

	(void)state;
	build_4_level();
	put(PUD, 0, 0);
	put(PUD, 0, LARGE);
	for (int i = FAR; i < IMAGE; i++)
		put(ROOT, i, (base + KIB(4) * ((uint64_t)i % tables)) | TABLE);
	for (uint64_t i = 0; i < 2 * tables; i++)
		for (int entry = 0; entry < PAGETABLE_ENTRIES; entry++)
			put(base + KIB(4) * i, entry,
			    (base + KIB(4) * ((i / tables + 1) * tables +
					      (uint64_t)entry % tables)) |
			    TABLE);
	walk();
	assert_int_equal(table.parts[PAGETABLE_REST].levels[2].pages[1],
			 tables);
	assert_int_equal(table.parts[PAGETABLE_REST].levels[1].pages[1],
			 tables);
	assert_true(clock_now_ns() - began < 30 * NS_PER_S);
}

static uint64_t random_next(uint64_t *seed)
{
	/* xorshift64 (Marsaglia, 2003): the same numbers everywhere. */
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return *seed;
}

static uint64_t random_entry(uint64_t *seed, uint64_t old)
{
	static const uint64_t tables[] = {
		ROOT, PUD, PMD, PTE, P4D, SPARE, 0xff000, 0x7ff000, 0x800000,
	};
	uint64_t any = random_next(seed);

	switch (any >> 60) {
	case 0:
		return any;
	case 1:
		return 0;
	case 2:
		return (any & 0x7fff000) | LARGE;
	case 3 ... 7:
		return tables[any % (sizeof(tables) / sizeof(tables[0]))] |
		       TABLE;
	default:
		return old ^ UINT64_C(1) << (any & 63);
	}
}

/* What a walk that succeeded must have, whatever it walked. */
static void assert_consistent(void)
{
	const struct pagetable_part *direct = &table.parts[PAGETABLE_DIRECT];
	uint64_t bytes = 0, leaves = 0, last = 0;

	for (size_t i = 0; i < table.mapping.count; i++) {
		const struct pagetable_extent *at = &table.mapping.extents[i];

		assert_true(i == 0 || at->virtual >= last);
		last = at->virtual + at->bytes;
		bytes += at->bytes;
	}
	for (int size = 0; size < PAGETABLE_SIZES; size++)
		leaves += direct->leaves[size] * pagetable_size_bytes(size);
	assert_true(bytes == leaves);
}

static void mutate(uint64_t *seed)
{
	static const uint64_t tables[] = { ROOT, PUD, PMD, PTE, P4D, SPARE };
	uint64_t at = tables[random_next(seed) % 6];
	int index = (int)(random_next(seed) % PAGETABLE_ENTRIES);
	uint64_t old;

	/* Half of the changes hit entries that are in use. */
	if (random_next(seed) & 1)
		index = at == ROOT ? DIRECT : index % 4;
	assert_int_equal(guestmem_read(&memory, at + 8 * (uint64_t)index,
				       &old, sizeof(old), &err), 0);
	put(at, index, random_entry(seed, old));
}

static void random_changes_never_crash_or_hang_a_walk(void **state)
{
	uint64_t seed = 20131010;
	int walked = 0, refused = 0;

	(void)state;
	for (int round = 0; round < 20000; round++) {
		if (round % 8 == 0) {
			guestmem_close(&memory);
			lay_out(MIB(4), MIB(4));
			build_4_level();
		}
		mode.levels = 4 + (round % 16 == 15);
		mutate(&seed);
		pagetable_release(&table);
		err.text[0] = '\0';
		if (pagetable_walk(&table, &memory, &mode, &err)) {
			assert_true(*err.text);
			refused++;
		} else {
			assert_consistent();
			walked++;
		}
	}
	/* It is no test when all go one way. */
	assert_true(walked > 2000 && refused > 2000);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(tables_and_leaves_are_counted_by_level_and_node),
		TEST(five_levels_have_p4d_tables),
		TEST(kernels_before_4_20_begin_one_entry_lower),
		TEST(the_mapping_is_merged_text),
		TEST(the_text_does_not_depend_on_where_tables_lie),
		TEST(accessed_and_dirty_bits_do_not_count),
		TEST(rights_are_narrowed_by_every_level),
		TEST(withdrawn_pages_keep_their_frame),
		TEST(the_image_is_told_apart),
		TEST(shared_tables_outside_the_direct_map_count_once),
		TEST(addresses_are_translated),
		TEST(corrupt_tables_are_refused),
		TEST(bit_63_is_reserved_without_nx),
		TEST(a_root_outside_ram_is_refused),
		TEST(a_missing_direct_map_is_said),
		TEST(other_modes_than_long_mode_are_refused),
		TEST(nodes_are_found_on_both_sides_of_the_hole),
		TEST(a_dense_tangle_of_tables_is_walked_once),
		TEST(random_changes_never_crash_or_hang_a_walk),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
