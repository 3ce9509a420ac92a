// SPDX-License-Identifier: GPL-2.0-only
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "evidence/lastwords.h"

#define PANIC "Kernel panic - not syncing: "
#define CUT "------------[ cut here ]------------\n"

static void text_split(const char *text, struct console *console)
{
	char path[] = "/tmp/test-lastwords-XXXXXX";
	int fd = mkstemp(path);
	struct error err;

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
	assert_int_equal(console_read(console, path, &err), 0);
	unlink(path);
}

/* Of each: a console, its last words, and whether they end a guest at once. */
static const struct {
	const char *text;
	const char *words;
	bool died;
} cases[] = {
	{ "a\n" PANIC "No init\nb\n", PANIC "No init", true },
	{ "[    0.1] " PANIC "No init \r\n", PANIC "No init", true },
	{ "<0>[    0.1][    T0] " PANIC "x\n", PANIC "x", true },
	{ "\033[31m[    0.1] " PANIC "x\033[0m\n", PANIC "x", true },
	/* Older kernels say where they warn first, newer ones last. */
	{ CUT "WARNING: CPU: 0 PID: 0 at mm/a.c:1 f+0x1/0x2()\nno room for x\n"
	  "CPU: 0\n" PANIC "y\n", PANIC "y (after: no room for x)", true },
	{ CUT "no room for x\nWARNING: CPU: 0 PID: 0 at mm/a.c:1 f+0x1/0x2\n"
	  PANIC "y\n", PANIC "y (after: no room for x)", true },
	{ CUT "WARNING: CPU: 0 PID: 0 at mm/a.c:1 f+0x1/0x2\nCPU: 0\n"
	  PANIC "y\n",
	  PANIC "y (after: WARNING: CPU: 0 PID: 0 at mm/a.c:1 f+0x1/0x2)",
	  true },
	{ "memblock: bottom-up allocation failed, memory hotunplug may be affected\n"
	  CUT "WARNING: CPU: 0 PID: 0 at z.c:1 f+0x1/0x2\n"
	  PANIC "alloc_low_pages: can not alloc memory\n",
	  PANIC "alloc_low_pages: can not alloc memory (after: memblock: bottom-up allocation failed, memory hotunplug may be affected)",
	  true },
	/* The first fault is the reason. */
	{ "[ 1.0] BUG: unable to handle page fault for address: 00\n"
	  "[ 1.0] Oops: 0002 [#1] SMP\n[ 1.0] " PANIC "Fatal exception\n"
	  "[ 1.0] ---[ end " PANIC "Fatal exception ]---\n",
	  PANIC "Fatal exception (after: BUG: unable to handle page fault for address: 00)",
	  true },
	{ "Initramfs unpacking failed: XZ-compressed data is corrupt\n"
	  "VFS: Cannot open root device \"\" or unknown-block(0,0)\n"
	  PANIC "VFS: Unable to mount root fs on unknown-block(0,0)\n",
	  PANIC "VFS: Unable to mount root fs on unknown-block(0,0) (after: Initramfs unpacking failed: XZ-compressed data is corrupt)",
	  true },
	{ "numaboot guest: no /proc\n" PANIC "Attempted to kill init!\n",
	  PANIC "Attempted to kill init! (after: numaboot guest: no /proc)",
	  true },
	/* Only the frame of it came through. */
	{ "x\n---[ end " PANIC "y ]---\n", PANIC "y", true },
	{ "f: can not alloc" PANIC "y\n", PANIC "y", false },
	{ "x\nKernel panic - not syn", "Kernel panic - not syn (its console ends there)",
	  false },
	{ PANIC "\nThe reason\n", "Kernel panic - not syncing: The reason", true },
	{ "PANIC: early exception 0x0e IP 10:ffffffff81000000 error 0 cr2 0x8\n",
	  "PANIC: early exception 0x0e IP 10:ffffffff81000000 error 0 cr2 0x8",
	  true },
	{ "PANIC: early exception 0e rip 10:ffffffff81000000 error 9 cr2 8\n",
	  "PANIC: early exception 0e rip 10:ffffffff81000000 error 9 cr2 8",
	  true },
	/* The loader in a bzImage. */
	{ "Decompressing Linux... \n\nXZ-compressed data is corrupt\n\n"
	  " -- System halted",
	  "XZ-compressed data is corrupt -- System halted", true },
	{ "This kernel requires the following features not present on the CPU:\n"
	  "lm cx16 \nUnable to boot - please use a kernel appropriate for your CPU.\n",
	  "This kernel requires the following features not present on the CPU: lm cx16",
	  true },
	{ "reboot: System halted\n", "reboot: System halted", true },
	/* None of them. */
	{ "", "", false },
	{ "Linux version 6\n", "", false },
	{ "Command line: a=\"" PANIC "x\"\n", "", false },
	{ "[ 0.1] Kernel command line: a=\"" PANIC "x\"\n", "", false },
	{ "BUG: unable to handle page fault for address: 00\nsmp: up\n", "",
	  false },
	{ "init: a test of " "kernel panics\n", "", false },
};

static void a_kernel_dies_with_a_sentence(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char words[LASTWORDS_BYTES];
		struct console console;

		text_split(cases[i].text, &console);
		assert_int_equal(lastwords_tell(&console, words),
				 *cases[i].words != '\0');
		assert_string_equal(words, cases[i].words);
		assert_int_equal(lastwords_died(&console), cases[i].died);
		console_release(&console);
	}
}

static void the_first_fault_is_found(void **state)
{
	struct console console;

	(void)state;
	text_split("a\n[ 1.0] invalid opcode: 0000 [#1] PREEMPT\n"
		   "[ 1.0] BUG: later\n", &console);
	assert_string_equal(lastwords_fault(&console),
			    "invalid opcode: 0000 [#1] PREEMPT");
	console_release(&console);
	text_split("debug: no BUG: here\n", &console);
	assert_null(lastwords_fault(&console));
	console_release(&console);
}

static void a_flood_of_warnings_is_told_by_the_commonest(void **state)
{
	char words[LASTWORDS_BYTES], text[4096] = "";
	struct console console;

	(void)state;
	for (int i = 0; i < 12; i++)
		strcat(text, CUT "again\nWARNING: CPU: 0 at a.c:1 f+0x1/0x2\n");
	strcat(text, CUT "once\nWARNING: CPU: 0 at a.c:2 f+0x1/0x2\n");
	text_split(text, &console);
	assert_int_equal(lastwords_warned(&console, words), 12);
	assert_string_equal(words, "again");
	console_release(&console);
	text_split(CUT "once\nWARNING: CPU: 0 at a.c:2 f+0x1/0x2\n", &console);
	assert_int_equal(lastwords_warned(&console, words), 0);
	console_release(&console);
}

/* A guest may print lines of any length. */
static void a_long_sentence_is_cut(void **state)
{
	char words[LASTWORDS_BYTES], text[4096] = PANIC;
	struct console console;

	(void)state;
	memset(text + strlen(PANIC), 'x', sizeof(text) - strlen(PANIC) - 2);
	text_split(text, &console);
	assert_true(lastwords_tell(&console, words));
	assert_int_equal(strlen(words), 320);
	console_release(&console);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_kernel_dies_with_a_sentence),
		cmocka_unit_test(the_first_fault_is_found),
		cmocka_unit_test(a_flood_of_warnings_is_told_by_the_commonest),
		cmocka_unit_test(a_long_sentence_is_cut),
	};

	return cmocka_run_group_tests_name("lastwords", tests, NULL, NULL);
}
