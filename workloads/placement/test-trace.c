// SPDX-License-Identifier: GPL-2.0-only
/* What is read from consoles, line by line. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "test-console.h"
#include "trace.h"

static void assert_refused(const char *text, const char *sentence)
{
	struct trace trace;

	assert_int_equal(string_parse(text, &trace), -EINVAL);
	trace_release(&trace);
	assert_has(err.text, sentence);
}

static void a_console_without_memblock_lines_is_refused(void **state)
{
	(void)state;
	assert_refused("Linux version 6.1\nCommand line: memblock=debug\n"
		       MEMORY, "did the kernel get memblock=debug?");
	assert_refused("", "found no line of memblock");
}

static void a_console_that_tells_a_boot_twice_is_refused(void **state)
{
	(void)state;
	assert_refused("Linux version 6.1.0 (a@b)\n" RESERVE MEMORY
		       "Linux version 6.1.0 (a@b)\n" RESERVE,
		       "expected one boot, told once");
}

static void a_console_that_was_cut_off_is_refused(void **state)
{
	(void)state;
	assert_refused(RESERVE, "the console was cut off early");
	assert_refused(RESERVE "memblock_reserve: [0x10", ":2: found "
		       "`memblock_reserve: [0x10`, expected a range");
	assert_refused(RESERVE "memblock_res", ":2: found `memblock_res`, "
		       "expected a whole line");
}

static void a_line_that_was_overwritten_is_named(void **state)
{
	(void)state;
	assert_refused(RESERVE "memblock_reserve: [0x10usb 1-1: new device\n"
		       MEMORY, ":2: found `memblock_reserve: [0x10usb");
	assert_refused("memblock_reserve: [0x2000-0x1ffe] a+0x1/0x2\n" MEMORY,
		       ":1: found");
	assert_refused("memblock_reserve: [0x1000-0x1fff]\n" MEMORY,
		       ":1: found");
	assert_refused("MEMBLOCK configuration:\n reserved[0x0]\t[0x1\n"
		       RESERVE MEMORY, ":2: found `reserved[0x0]?[0x1`, "
		       "expected a reserved range");
	assert_refused("memblock_alloc_try_nid: 4096 bytes align=0x1000 nid=1 "
		       "from=0x1random: crng init done\n" RESERVE MEMORY,
		       ":1: found `memblock_alloc_try_nid: 4096 bytes");
	assert_refused("memblock_alloc_try_nid: 4096 bytes ali\n" MEMORY,
		       "expected a request and its caller");
}

/* What other CPUs, and programs in the guest, write in between. */
static void a_line_within_a_line_is_named(void **state)
{
	static const char *const consoles[] = {
		"memblock_reserve: [0x1000-0x1fff] "
		"memblock_reserve: [0x2000-0x2fff] a+0x1/0x2\n",
		"memblock_reserve: [0x1000-0x1fff] some[    0.1] smp: CPU1\n",
		"memblock_reserve: [0x1000-0x1fff] somebody\n",
		"memblock_reserve: [0x1000-0x1fff] somebody+0x1\n",
		"memblock_reserve: [0x1000-0x1fff] smp: CPU1 a+0x1/0x2\n",
		"memblock_reserve: [0x1000-0x1fff] a+0x1/0x2smp: CPU1\n",
		"memblock_reserve: [0x10\xff\xfe" "00-0x1fff] a+0x1/0x2\n",
		"memblock_resmemblock_reserve: [0x1000-0x1fff] a+0x1/0x2\n",
		"memblock_re[    0.100000] smp: Brought up 2 nodes\n",
		"[    0.0] memblock_resnumaboot guest: mount /proc\n",
		"memblock_alloc_try_nid: 409[    0.1] smp: CPU1\n",
		"memblock_alloc_try_nid: [    0.1] smp: CPU1\n",
		REQUEST(4096, 1000, 0, 0, 0) " somesmp: CPU1 is up\n",
		REQUEST(4096, 1000, 0, 0, 0) " a+0x1/0x2 smp: CPU1\n",
		"memblock_free_late: [0x1000-0x1fff] \n",
	};
	char text[512];

	(void)state;
	for (size_t i = 0; i < COUNT(consoles); i++) {
		snprintf(text, sizeof(text), RESERVE "%s" MEMORY, consoles[i]);
		assert_refused(text, ":2: found `");
	}
}

static void whole_lines_of_others_may_stand_anywhere(void **state)
{
	struct trace trace;

	(void)state;
	assert_int_equal(string_parse(
		"[    0.000000][    T0] " REQUEST(4096, 1000, 0, 0, 0)
		" a+0x1/0x2\n[    0.000000][    C1] NMI watchdog: Enabled\n"
		"numaboot guest: hello\r\n"
		"smpboot: CPU0: [    0.000000][    T0] "
		FOUND(0x1000, 0x1fff) MEMORY, &trace), 0);
	assert_int_equal(trace.count, 1);
	assert_string_equal(trace.events[0].caller, "a");
	assert_int_equal(trace.events[0].kind, TRACE_ALLOC);
	trace_release(&trace);
}

static void lines_that_the_kernel_dropped_are_noticed(void **state)
{
	(void)state;
	assert_refused(RESERVE "** 12 printk messages dropped **\n" MEMORY,
		       ":2: found `** 12 printk messages dropped **`, "
		       "expected every line");
	/* Linux 3.16 to 4.x, in the middle of a line. */
	assert_refused(RESERVE
		       "memblock_reserve: [0x7ff00000-0x0** 3 printk messages dropped ** [    0.000000] "
		       RESERVE MEMORY, "a larger CONFIG_LOG_BUF_SHIFT or log_buf_len=");
	assert_refused(RESERVE "Nov 26 20:12:01 host systemd-journald[7]: "
		       "Missed 12 kernel messages\n" MEMORY,
		       "expected every line");
}

static void a_range_of_size_zero_is_nothing(void **state)
{
	struct trace trace;

	(void)state;
	assert_int_equal(string_parse(
		"memblock_reserve: [0x1c18000-0x1c17fff] a+0x1/0x2\n"
		"memblock_free: [0x0-0xffffffffffffffff] a+0x1/0x2\n"
		"MEMBLOCK configuration:\n reserved.cnt = 0x1\n"
		" reserved[0x0]\t[0x0-0xffffffffffffffff], 0x0 bytes\n"
		RESERVE MEMORY, &trace), 0);
	assert_int_equal(trace.count, 1);
	assert_int_equal(trace.events[0].start, 0x1000);
	trace_release(&trace);
	/* With limits for ends, as 3.12 has them. */
	assert_int_equal(string_parse(
		"memblock_reserve: [0x1000-0x1000] a+0x1/0x2\n"
		"memblock_reserve: [0x2000-0x3000] b+0x1/0x2\n"
		MEMORY, &trace), 0);
	assert_int_equal(trace.count, 1);
	assert_int_equal(trace.events[0].start, 0x2000);
	assert_int_equal(trace.events[0].end_inclusive, 0x2fff);
	trace_release(&trace);
}

static void a_console_is_read_with_any_stamp(void **state)
{
	static const char *const stamps[] = {
		"", "[    0.000000] ", "[    0.000000][    T0] ",
		"[Thu Nov 26 20:12:01 2026] ", "kern  :info  : [    0.000000] ",
		"Nov 26 20:12:01 host kernel: ",
		"2026-11-26T20:12:01+0000 host kernel: ",
		"\033[32m[    0.000000] \033[0m",
	};
	struct trace trace;
	char text[512];

	(void)state;
	for (size_t i = 0; i < COUNT(stamps); i++) {
		const char *stamp = stamps[i];

		snprintf(text, sizeof(text), "%s" RESERVE "%sSRAT: PXM 0\r\n%s"
			 RESERVE "%s" MEMORY, stamp, stamp, stamp, stamp);
		assert_int_equal(string_parse(text, &trace), 0);
		assert_int_equal(trace.count, 2);
		assert_int_equal(trace.events[1].stage, TRACE_NUMA);
		assert_true(trace.srat_read);
		trace_release(&trace);
	}
}

static void another_architecture_is_seen(void **state)
{
	struct trace trace;

	(void)state;
	assert_int_equal(string_parse(
		"Booting Linux on physical CPU 0x0000000000 [0x410fd083]\n"
		"Linux version 6.1.0-13-arm64 (a@b)\n" RESERVE MEMORY,
		&trace), 0);
	assert_non_null(trace.foreign);
	assert_false(trace.srat_read);
	trace_release(&trace);
	assert_int_equal(string_parse(
		"Linux version 6.1.0 (a@b)\nBIOS-e820: [mem 0x0-0x1] usable\n"
		"Machine model: x\n" RESERVE MEMORY, &trace), 0);
	assert_null(trace.foreign);
	trace_release(&trace);
}

static void a_panic_is_told_by_its_own_words(void **state)
{
	(void)state;
	assert_refused(RESERVE "[    0.1] Kernel panic - not syncing: "
		       "alloc_low_page: can not alloc memory\nCall Trace:\n",
		       "found `Kernel panic - not syncing: alloc_low_page: can not alloc memory`");
}

static void a_kernel_without_names_is_named(void **state)
{
	(void)state;
	assert_refused("[    0.000000] memblock_reserve: [0x0000000000100000-"
		       "0x0000000000100fff] 0xffffffff81e01234 \n" MEMORY,
		       "the kernel lacks CONFIG_KALLSYMS");
}

static void assert_same(const struct trace *a, const struct trace *b,
			const char *text)
{
	if (a->count != b->count)
		fail_msg("%zu events, expected %zu:\n%s", b->count, a->count,
			 text);
	for (size_t i = 0; i < a->count; i++) {
		const struct trace_event *x = &a->events[i];
		const struct trace_event *y = &b->events[i];

		if (x->kind != y->kind || x->start != y->start ||
		    x->end_inclusive != y->end_inclusive ||
		    strcmp(x->caller, y->caller) != 0)
			fail_msg("another event %zu:\n%s", i, text);
	}
}

/* @cut: how much of @text comes before @foreign */
static void check_foreign(const char *text, size_t cut, const char *foreign,
			  const struct trace *expected)
{
	char mixed[2048];
	struct trace trace;

	snprintf(mixed, sizeof(mixed), "%.*s%s%s", (int)cut, text, foreign,
		 text + cut);
	if (string_parse(mixed, &trace) == 0)
		assert_same(expected, &trace, mixed);
	else
		assert_has(err.text, "expected");
	trace_release(&trace);
}

/* At every byte of every line: what is not refused is what was said. */
static void foreign_text_is_refused_or_changes_nothing(void **state)
{
	static const char *const foreign[] = {
		"[    0.1] smp: CPU1 is up", "[    0.1] smp: CPU1 is up\n",
		"\n[    0.1] smp: CPU1 is up\n", "\n",
	};
	static const char text[] =
		"memblock_reserve: [0x00fff000-0x00ffffff] setup_arch+0x1/0x2\n"
		"MEMBLOCK configuration:\n"
		" reserved.cnt  = 0x2\n"
		" reserved[0x0]\t[0x00fff000-0x00ffffff], 0x1000 bytes\n"
		" reserved[0x1]\t[0x01000000-0x01bfffff], 0xc00000 bytes\n"
		REQUEST(4096, 1000, 0, 0, 0) " alloc_low_pages+0x12e/0x14b\n"
		FOUND(0x10000000, 0x10000fff)
		"memblock_free: [0x10000000-0x10000fff] setup_arch+0x1/0x2\n";
	struct trace expected;
	char whole[1024];

	(void)state;
	snprintf(whole, sizeof(whole), "%s" MEMORY, text);
	assert_int_equal(string_parse(whole, &expected), 0);
	assert_int_equal(expected.count, 5);
	for (size_t i = 0; i < COUNT(foreign); i++)
		for (size_t cut = 0; cut < strlen(text); cut++)
			check_foreign(whole, cut, foreign[i], &expected);
	trace_release(&expected);
}

/* A NUL would end the line, and hide what stands behind it. */
static void a_nul_byte_hides_nothing(void **state)
{
	static const char text[] = "\0\0" RESERVE "Memory: 1K/2K\n";
	struct trace trace;

	(void)state;
	assert_int_equal(bytes_read(text, sizeof(text) - 1, &trace), 0);
	assert_int_equal(trace.count, 1);
	assert_int_equal(trace.events[0].start, 0x1000);
	trace_release(&trace);
}

static void a_kernel_without_symbols_is_told_by_its_option(void **state)
{
	(void)state;
	assert_refused("memblock_reserve: [0x1000-0x1fff] 0xffffffff81a0b0c0\n"
		       MEMORY, "lacks CONFIG_KALLSYMS");
	assert_refused("memblock_reserve: [0x1000-0x2000] ffffffff81a0b0c0\n"
		       MEMORY, "lacks CONFIG_KALLSYMS");
	assert_refused(REQUEST(4096, 1000, 0, 0, 0) " 0xffffffff81a0b0c0\n"
		       MEMORY, "lacks CONFIG_KALLSYMS");
}

/* No CPU has more than 52 bits; an end of 64 would come back to 0. */
static void an_address_beyond_52_bits_is_refused(void **state)
{
	(void)state;
	assert_refused("MEMBLOCK configuration:\n reserved[0x0]\t"
		       "[0x1000-0xffffffffffffffff], 0x1 bytes\n" RESERVE
		       MEMORY, ":2: found `reserved[0x0]?[0x1000-0xffff");
	assert_refused("memblock_reserve: [0x0-0xfffffffffffffffe] a+0x1/0x2\n"
		       MEMORY, ":1: found");
	assert_refused("memblock_phys_free: [0x0-0x10000000000000] a+0x1/0x2\n"
		       MEMORY, ":1: found");
}

static void other_lines_may_say_anything(void **state)
{
	struct trace trace;

	(void)state;
	assert_int_equal(string_parse("\x1b[2J\xff\xfe garbage\n[\n[[[ ]\n"
				      "junk " RESERVE
				      "RIP: 0010:memblock_find+0x1/0x2\n"
				      "NODE_DATA(x) allocated [mem\n"
				      "Reserving 18446744073709551615MB of "
				      "memory at 1MB for crashkernel\n"
				      MEMORY, &trace), 0);
	assert_int_equal(trace.events[0].start, 0x1000);
	assert_int_equal(trace.events[0].end_inclusive, 0x1fff);
	assert_string_equal(trace.events[0].caller, "somebody");
	trace_release(&trace);
}

static void flags_between_range_and_caller_are_skipped(void **state)
{
	struct trace trace;

	(void)state;
	assert_int_equal(string_parse("memblock_reserve: [0x1000-0x1fff] "
				      "flags 0x0 setup_arch+0x1/0x2\n"
				      MEMORY, &trace), 0);
	assert_int_equal(trace.count, 1);
	assert_string_equal(trace.events[0].caller, "setup_arch");
	trace_release(&trace);
}

/* Of each: the only line of memblock's is about [0x10000000-0x13ffffff]. */
static const struct {
	const char *line;
	const char *caller;
	bool searched;
} names[] = {
	{ "cma: CMA: reserved 64 MiB at 10000000",
	  "dma_contiguous_reserve_area", false },
	{ "cma: Reserved 64 MiB at 0x0000000010000000",
	  "cma_declare_contiguous_nid", false },
	{ "[    0.000000] cma: Reserved 64 MiB at 0x0000000010000000 on node "
	  "-1", "cma_declare_contiguous_nid", false },
	{ "log_buf_len: 67108864", "setup_log_buf", true },
	{ "software IO TLB [mem 0x10000000-0x14000000] (64MB) mapped at "
	  "[ffff880010000000-ffff880013ffffff]", "swiotlb_init_with_tbl",
	  true },
	{ "Dentry cache hash table entries: 8388608 (order: 14, 67108864 "
	  "bytes)", "alloc_large_system_hash", true },
	{ "crashkernel low memory reserved: 0x10000000 - 0x14000000 (64 MB)",
	  "reserve_crashkernel_low", true },
};

static void a_line_of_any_era_names_the_range_before_it(void **state)
{
	struct trace trace;
	char text[512];

	(void)state;
	for (size_t i = 0; i < COUNT(names); i++) {
		snprintf(text, sizeof(text), "%s%s\n" MEMORY,
			 FOUND(0x10000000, 0x13ffffff), names[i].line);
		assert_int_equal(string_parse(text, &trace), 0);
		assert_int_equal(trace.count, 2);
		assert_int_equal(trace.events[1].kind, TRACE_NAME);
		assert_int_equal(trace.events[1].start, 0x10000000);
		assert_int_equal(trace.events[1].end_inclusive, 0x13ffffff);
		assert_string_equal(trace.events[1].caller, names[i].caller);
		assert_int_equal(trace.events[1].searched, names[i].searched);
		trace_release(&trace);
	}
}

/* Such lines come without an address: only what is right before fits. */
static void a_size_alone_names_nothing_else(void **state)
{
	static const char *const texts[] = {
		FOUND(0x10000000, 0x10000fff) "log_buf_len: 8192\n" MEMORY,
		FOUND(0x10000000, 0x10000fff) FOUND(0x20000, 0x20fff)
		"PID hash table entries: 512 (order: 0, 8192 bytes)\n" MEMORY,
		FOUND(0x10000000, 0x10000fff) MEMORY
		"TCP bind hash table entries: 512 (order: 0, 4096 bytes)\n",
	};
	struct trace trace;

	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++) {
		assert_int_equal(string_parse(texts[i], &trace), 0);
		for (size_t j = 0; j < trace.count; j++)
			assert_int_not_equal(trace.events[j].kind, TRACE_NAME);
		trace_release(&trace);
	}
}

static void a_failed_request_does_not_name_the_next_one(void **state)
{
	struct trace trace;

	(void)state;
	assert_int_equal(string_parse(
		REQUEST(4096, 1, 0, 0, 0) " a+0x1/0x2\n" FOUND(0x1000, 0x10bf)
		REQUEST(192, 40, 0, 0, 0) " b+0x1/0x2\n" FOUND(0x2000, 0x20bf)
		MEMORY, &trace), 0);
	assert_int_equal(trace.count, 2);
	assert_int_equal(trace.events[0].kind, TRACE_ALLOC);
	assert_string_equal(trace.events[0].caller,
			    "memblock_alloc_range_nid");
	assert_string_equal(trace.events[1].caller, "b");
	assert_int_equal(trace.events[0].request.bytes, 0);
	assert_int_equal(trace.events[1].request.bytes, 192);
	assert_int_equal(trace.events[1].request.align, 0x40);
	trace_release(&trace);
}

static void a_request_may_lack_the_node(void **state)
{
	struct trace trace;

	(void)state;
	assert_int_equal(string_parse(
		"memblock_phys_alloc_range: 4096 bytes align=0x1000 "
		"from=0x100000 max_addr=0x1c0000000 a+0x1/0x2\n"
		FOUND(0x1000, 0x1fff) MEMORY, &trace), 0);
	assert_int_equal(trace.events[0].request.nid, -1);
	assert_int_equal(trace.events[0].request.from, 0x100000);
	assert_int_equal(trace.events[0].request.max_addr, 0x1c0000000);
	trace_release(&trace);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_console_without_memblock_lines_is_refused),
		cmocka_unit_test(a_console_that_tells_a_boot_twice_is_refused),
		cmocka_unit_test(a_console_that_was_cut_off_is_refused),
		cmocka_unit_test(a_line_that_was_overwritten_is_named),
		cmocka_unit_test(a_line_within_a_line_is_named),
		cmocka_unit_test(whole_lines_of_others_may_stand_anywhere),
		cmocka_unit_test(foreign_text_is_refused_or_changes_nothing),
		cmocka_unit_test(lines_that_the_kernel_dropped_are_noticed),
		cmocka_unit_test(a_nul_byte_hides_nothing),
		cmocka_unit_test(a_kernel_without_symbols_is_told_by_its_option),
		cmocka_unit_test(an_address_beyond_52_bits_is_refused),
		cmocka_unit_test(other_lines_may_say_anything),
		cmocka_unit_test(flags_between_range_and_caller_are_skipped),
		cmocka_unit_test(a_line_of_any_era_names_the_range_before_it),
		cmocka_unit_test(a_size_alone_names_nothing_else),
		cmocka_unit_test(a_range_of_size_zero_is_nothing),
		cmocka_unit_test(a_console_is_read_with_any_stamp),
		cmocka_unit_test(another_architecture_is_seen),
		cmocka_unit_test(a_panic_is_told_by_its_own_words),
		cmocka_unit_test(a_kernel_without_names_is_named),
		cmocka_unit_test(a_failed_request_does_not_name_the_next_one),
		cmocka_unit_test(a_request_may_lack_the_node),
	};

	return cmocka_run_group_tests_name("trace", tests, NULL, NULL);
}
