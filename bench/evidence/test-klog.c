// SPDX-License-Identifier: GPL-2.0-only
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "evidence/bootlog.h"
#include "evidence/klog.h"
#include "lib/alloc.h"
#include "lib/file.h"

static struct error err;

#define VERSION "Linux version 6.1.0 (gcc)"
#define MEMORY "node   1: [mem 0x0000000040000000-0x000000007fffffff]"

/* Two messages as each tool writes them. */
static const char *const forms[] = {
	"[    0.000000] " VERSION "\n[    0.010000]   " MEMORY "\n",
	"<5>[    0.000000] " VERSION "\r\n<6>[    0.010000]   " MEMORY "\r\n",
	"kern  :notice: [    0.000000] " VERSION "\nkern  :info  : [    0.010000]   " MEMORY "\n",
	"\033[32m[    0.000000] \033[0m" VERSION "\n\033[32m[    0.010000] \033[0m  " MEMORY "\n",
	"[Fri Nov 27 16:00:00 2026] " VERSION "\n[Fri Nov 27 16:00:00 2026]   " MEMORY "\n",
	"Nov 27 16:00:00 host kernel: " VERSION "\nNov 27 16:00:00 host kernel:   " MEMORY "\n",
	"2026-11-27T16:00:00.123456+00:00 host kernel: [    0.000000] " VERSION "\n"
	"2026-11-27T16:00:00.123456+00:00 host kernel: [    0.010000]   " MEMORY "\n",
	"2026-11-27T16:00:00.12345 kern.info: [    0.000000] " VERSION "\n"
	"2026-11-27T16:00:00.12345 kern.info: [    0.010000]   " MEMORY "\n",
	"5,0,0,-;" VERSION "\n6,1,10000,-,caller=T0;  " MEMORY "\n",
	"{\"_TRANSPORT\":\"kernel\",\"PRIORITY\":\"5\",\"MESSAGE\":\"" VERSION "\"}\n"
	"{\"_TRANSPORT\":\"kernel\",\"PRIORITY\":\"6\",\"MESSAGE\":\"  " MEMORY "\"}\n",
	"{\n \"dmesg\": [ { \"pri\": 5, \"time\": 0.0, \"msg\": \"" VERSION "\" },\n"
	"  { \"pri\": 6, \"time\": 0.01, \"msg\": \"  " MEMORY "\" } ] }\n",
	VERSION "\n  " MEMORY,
	/* What a firmware, a shell or a mail has in front. */
	"FIRMWARE\nstarts\033[0m.\r[    0.000000] " VERSION "\n[    0.010000]   " MEMORY "\n",
	"root@host:~# [    0.000000 <    0.000000>] " VERSION "\n[    0.010000 <    0.010000>]   " MEMORY "\n",
	"She wrote:\n> > [    0.000000] " VERSION "\n> > [    0.010000]   " MEMORY "\nYes.\n",
};

static void a_log_of_each_tool_is_read(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		struct bootlog boot;
		struct klog log;

		assert_int_equal(klog_split(&log, "log", xstrdup(forms[i]),
					    strlen(forms[i]), 0, &err), 0);
		if (!log.whole)
			fail_msg("form %zu has no beginning: %s", i,
				 log.console.lines[0].message);
		assert_int_equal(klog_check_head(&log, &err), 0);
		assert_int_equal(bootlog_read(&boot, &log, &err), 0);
		assert_int_equal(boot.machine.early.count, 1);
		assert_int_equal(boot.machine.early.at[0].nid, 1);
		assert_int_equal(boot.machine.early.at[0].start, 0x40000000);
		assert_int_equal(boot.machine.early.at[0].end_inclusive,
				 0x7fffffff);
		bootlog_release(&boot);
		klog_release(&log);
	}
}

/* Lines of CPUs, and how many of node 0 and in all they are. */
static void cpus_are_those_that_started(void **state)
{
	static const struct {
		const char *lines;
		size_t first_node, all;
	} cases[] = {
		{ ".... node  #0, CPUs:   #1\nwords\n  #2  #3\n.... node  #1, CPUs:  #4\nwords\n #5\n"
		  "smp: Brought up 2 nodes, 6 CPUs\n#6 #7\n"
		  "smpboot: Booting Node 1 Processor 5 APIC 0x5\n", 4, 6 },
		{ "pcpu-alloc: [0] 0 1 2 3 \n.... node  #0, CPUs:   #1\nsmp: Brought up 1 node, 4 CPUs\n",
		  4, 4 },
		{ ".... node  #0, CPUs:   #1 #2 #3\n#0: a sound card\nsmp: Brought up 1 node, 2 CPUs\n",
		  2, 2 },
		{ "Booting Node   0, Processors  #1 Ok.\nBooting Node   1, Processors  #2 #3 Ok.\nBrought up 4 CPUs\n",
		  2, 4 },
		{ "smpboot: Allowing 3 CPUs, 0 hotplug CPUs\n", 3, 3 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char *text = xasprintf("%s\n%s", VERSION, cases[i].lines);
		struct bootlog boot;
		struct klog log;
		size_t first_node = 0;

		assert_int_equal(klog_split(&log, "log", text, strlen(text), 0,
					    &err), 0);
		assert_int_equal(bootlog_read(&boot, &log, &err), 0);
		bootlog_settle_cpus(&boot);
		for (size_t j = 0; j < boot.machine.cpus.count; j++)
			first_node += boot.machine.cpus.at[j].nid == 0;
		assert_int_equal(boot.machine.cpus.count, cases[i].all);
		assert_int_equal(first_node, cases[i].first_node);
		bootlog_release(&boot);
		klog_release(&log);
	}
}

/* Lines keep their numbers where others are left out. */
static void an_entry_of_another_program_is_an_empty_line(void **state)
{
	static const char text[] =
		"{\"_TRANSPORT\":\"stdout\",\"MESSAGE\":\"Linux version of a program\"}\n"
		"{\"_TRANSPORT\":\"kernel\",\"MESSAGE\":\"" VERSION "\"}\n"
		"{\"_TRANSPORT\":\"kernel\",\"MESSAGE\":[77,10,255]}\n";
	struct klog log;

	(void)state;
	assert_int_equal(klog_split(&log, "log", xstrdup(text),
				    sizeof(text) - 1, 0, &err), 0);
	assert_int_equal(log.boots, 1);
	assert_int_equal(log.console.skipped, 1);
	assert_string_equal(log.console.lines[0].message, VERSION);
	assert_string_equal(log.console.lines[1].message, "M \xff");
	klog_release(&log);
}

static void a_compressed_log_is_read_and_a_part_of_it_is_not(void **state)
{
	/* gzip of VERSION and a line's end */
	static const unsigned char packed[] = {
		0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x03,
		0x01, 0x1a, 0x00, 0xe5, 0xff, 'L', 'i', 'n', 'u', 'x', ' ',
		'v', 'e', 'r', 's', 'i', 'o', 'n', ' ', '6', '.', '1', '.',
		'0', ' ', '(', 'g', 'c', 'c', ')', '\n',
		0x58, 0x4b, 0xdc, 0x38, 0x1a, 0x00, 0x00, 0x00,
	};
	char path[] = "/tmp/test-klog-XXXXXX";
	struct klog log;
	int fd = mkstemp(path);

	(void)state;
	assert_true(fd >= 0);
	close(fd);
	assert_int_equal(file_write(path, packed, sizeof(packed), &err), 0);
	if (klog_read(&log, path, 0, &err))
		fail_msg("%s", err.text);
	assert_string_equal(log.console.lines[0].message, VERSION);
	klog_release(&log);
	assert_int_equal(file_write(path, packed, sizeof(packed) - 12, &err),
			 0);
	assert_int_not_equal(klog_read(&log, path, 0, &err), 0);
	assert_non_null(strstr(err.text, "ends early or is damaged"));
	klog_release(&log);
	unlink(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_log_of_each_tool_is_read),
		cmocka_unit_test(cpus_are_those_that_started),
		cmocka_unit_test(an_entry_of_another_program_is_an_empty_line),
		cmocka_unit_test(a_compressed_log_is_read_and_a_part_of_it_is_not),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
