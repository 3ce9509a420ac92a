// SPDX-License-Identifier: GPL-2.0-only
/* Lines of logs of many kernels, written here. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "import/log.h"
#include "import/made-machine.h"

#define HEAD "[    0.000000] Linux version 6.1.0 (gcc)\n"
#define E820(range) "[    0.000000] BIOS-e820: [mem " range "] usable\n"
#define SRAT(nid, range) \
	"[    0.010000] ACPI: SRAT: Node " #nid " PXM " #nid " [mem " range "]"
#define REST "[    0.020000] Zone ranges:\n[    0.100000] .... node  #0, CPUs:        #1  #2\n[    0.200000] .... node  #1, CPUs:    #3\n"
#define TWO E820("0x0-0x7fffffff") E820("0x100000000-0x17fffffff") \
	SRAT(0, "0x0-0x7fffffff") "\n" SRAT(1, "0x100000000-0x17fffffff") " hotplug\n"

static int describe_text(const char *text, unsigned int boot,
			 struct described *d)
{
	*d = (struct described){ 0 };
	return log_describe(xstrdup(text), strlen(text), "dmesg", boot, d,
			    &err);
}

static void assert_refused(const char *text, const char *sentence)
{
	struct described d;

	assert_int_not_equal(describe_text(text, 0, &d), 0);
	if (!strstr(err.text, sentence))
		fail_msg("found `%s`, expected `%s`", err.text, sentence);
	described_release(&d);
}

static void a_log_that_lacks_something_is_refused(void **state)
{
	(void)state;
	assert_refused(TWO REST, "its beginning is missing");
	assert_refused(HEAD TWO, "the log was cut off before");
	assert_refused(HEAD "[    0.1] Zone ranges:\n",
		       "found no range of memory");
	assert_refused(HEAD E820("0x0-0x7fff") "** 3 printk messages dropped **\n"
		       TWO REST, "dmesg:3: found `** 3 printk");
	assert_refused(HEAD "[    0.0] BIOS-e820: [mem 0x0-0x7fff[    0.1] smp: up\n"
		       TWO REST, "dmesg:2: ");
	assert_refused(HEAD "[    0.0] SRAT: Node 0 PXM 0 [mem 0x0-\n" TWO REST,
		       "expected a node and its range in SRAT");
	assert_refused(HEAD "[    0.0] smp: CPU1 BIOS-e820: [mem 0x0-0x1] usable\n"
		       TWO REST, "a whole line of its own");
}

static void cpus_that_started_are_on_their_nodes(void **state)
{
	struct topology *t = xcalloc(1, sizeof(*t));
	struct described d;

	(void)state;
	assert_int_equal(describe_text(HEAD TWO REST, 0, &d), 0);
	make(&d, t);
	assert_int_equal(t->nodes[0].cpu_set, 7);
	assert_int_equal(t->nodes[1].cpu_set, 8);
	assert_int_equal(t->nodes[0].memory_bytes, MIB(2048));
	assert_int_equal(t->nodes[1].memory_bytes, MIB(2048));
	assert_true(t->nodes[1].hotpluggable);
	free(t);
}

static void one_boot_of_several_is_taken(void **state)
{
	static const char text[] =
		"[  999.000000] audit: of an earlier boot\n"
		HEAD TWO REST
		HEAD E820("0x0-0x3fffffff") SRAT(0, "0x0-0x3fffffff") "\n"
		"[    0.02] Zone ranges:\n"
		"[    0.1] smpboot: Allowing 4 CPUs, 0 hotplug CPUs\n";
	struct topology *t = xcalloc(1, sizeof(*t));
	struct described d;

	(void)state;
	assert_int_equal(describe_text(text, 0, &d), 0);
	assert_string_equal(d.notes[0],
			    "the log has several boots: this is boot 2 of 2, the last");
	make(&d, t);
	assert_int_equal(t->node_count, 1);
	assert_int_equal(t->cpu_count, 4);
	assert_int_equal(describe_text(text, 1, &d), 0);
	make(&d, t);
	assert_int_equal(t->node_count, 2);
	assert_int_not_equal(describe_text(text, 3, &d), 0);
	assert_non_null(strstr(err.text, "found 2 boots in the log"));
	described_release(&d);
	free(t);
}

/* Lines of 2.6.39, of 7.1, of arm64; a slot that several nodes name. */
static void lines_of_other_kernels_are_read(void **state)
{
	static const char *const texts[] = {
		HEAD " BIOS-e820: 0000000000000000 - 0000000080000000 (usable)\n"
		" BIOS-e820: 0000000100000000 - 0000000180000000 (usable)\n"
		"SRAT: PXM 0 -> APIC 0 -> Node 0\nSRAT: PXM 1 -> APIC 1 -> Node 1\n"
		"SRAT: Node 0 PXM 0 0-80000000\nSRAT: Node 1 PXM 1 100000000-180000000\n"
		"Zone ranges:\n",
		HEAD "BIOS-e820: [mem 0x0000000000000000-0x000000007fffffff]  System RAM\n"
		"BIOS-e820: [gap 0x0000000080000000-0x00000000ffffffff]\n"
		"BIOS-e820: [mem 0x0000000100000000-0x000000017fffffff]  System RAM\n"
		SRAT(0, "0x00000000-0x7fffffff") "\n"
		SRAT(1, "0x100000000-0x17fffffff") "\n"
		SRAT(0, "0x1000000000-0x1fffffffff") " hotplug\n"
		SRAT(1, "0x1000000000-0x1fffffffff") " hotplug\n"
		"Zone ranges:\npcpu-alloc: [0] 0 [1] 1\n",
		"[    0.0] Booting Linux on physical CPU 0x0000000000 [0x1]\n" HEAD
		"[    0.0] ACPI: NUMA: SRAT: PXM 0 -> MPIDR 0x0 -> Node 0\n"
		"[    0.0] ACPI: NUMA: SRAT: PXM 1 -> MPIDR 0x10000 -> Node 1\n"
		SRAT(0, "0x00000000-0x7fffffff") "\n"
		SRAT(1, "0x100000000-0x17fffffff") "\n"
		"Early memory node ranges\n"
		"  node   0: [mem 0x0000000000000000-0x000000007fffffff]\n"
		"  node   1: [mem 0x0000000100000000-0x000000017fffffff]\n",
	};
	struct topology *t = xcalloc(1, sizeof(*t));
	struct described d;

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		if (describe_text(texts[i], 0, &d))
			fail_msg("%s", err.text);
		make(&d, t);
		assert_int_equal(t->node_count, 2);
		for (int nid = 0; nid < 2; nid++) {
			assert_int_equal(t->nodes[nid].memory_bytes,
					 MIB(2048));
			assert_int_equal(t->nodes[nid].cpus, 1);
		}
	}
	free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_log_that_lacks_something_is_refused),
		cmocka_unit_test(cpus_that_started_are_on_their_nodes),
		cmocka_unit_test(one_boot_of_several_is_taken),
		cmocka_unit_test(lines_of_other_kernels_are_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
