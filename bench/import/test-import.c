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

#include "import/acpitables.h"
#include "import/import.h"
#include "import/lstopo.h"
#include "import/made-machine.h"
#include "import/numactl.h"
#include "import/ram.h"
#include "lib/file.h"
#include "lib/memstream.h"
#include "machine/acpi.h"

static void numactl_and_lstopo_give_nodes(void **state)
{
	static const char numactl[] =
		"available: 3 nodes (0-2)\nnode 0 cpus: 0 2\n"
		"node 0 size: 15802 MB\nnode 0 free: 1 MB\nnode 1 cpus:\n"
		"node 1 size: 8192 MB\nnode 1 free: 1 MB\nnode 2 cpus: 1 3\n"
		"node 2 size: 15990 MB\nnode distances:\nnode   0   1   2\n"
		"  0:  10  17  21\n  1:  17  10  28\n  2:  21  28  10\n";
	static const char version2[] =
		"<?xml version=\"1.0\"?><!DOCTYPE topology SYSTEM \"hwloc2.dtd\">"
		"<topology version=\"2.0\"><object type=\"Machine\" os_index=\"0\">"
		"<object type=\"Package\"><object type=\"NUMANode\" os_index=\"0\" cpuset=\"0x00000005\" local_memory=\"17179869184\"/>"
		"<object type=\"NUMANode\" os_index=\"1\" cpuset=\"0x00000005\" local_memory=\"8589934592\"/></object>"
		"<object type=\"Package\"><object type=\"NUMANode\" os_index=\"2\" cpuset=\"0x0000000a\" local_memory=\"17179869184\"/></object></object>"
		"<distances2 type=\"NUMANode\" nbobjs=\"3\" kind=\"5\" name=\"NUMALatency\" indexing=\"os\">"
		"<indexes length=\"6\">0 1 2 </indexes><u64values length=\"9\">10 17 21 17 10 28 21 28 10 </u64values></distances2></topology>";
	static const char version1[] =
		"<topology><object type=\"Machine\"><distances nbobjs=\"3\" relative_depth=\"1\" latency_base=\"10.0\">"
		"<latency value=\"1.0\"/><latency value=\"1.7\"/><latency value=\"2.1\"/>"
		"<latency value=\"1.7\"/><latency value=\"1.0\"/><latency value=\"2.8\"/>"
		"<latency value=\"2.1\"/><latency value=\"2.8\"/><latency value=\"1.0\"/></distances>"
		"<object type=\"NUMANode\" os_index=\"0\" cpuset=\"0x00000005\" local_memory=\"17179869184\"/>"
		"<object type=\"NUMANode\" os_index=\"1\" cpuset=\"0x0\" local_memory=\"8589934592\"/>"
		"<object type=\"NUMANode\" os_index=\"2\" cpuset=\"0x0000000a\" local_memory=\"17179869184\"/></object></topology>";
	struct topology *t = xcalloc(1, sizeof(*t));

	(void)state;
	for (int i = 0; i < 3; i++) {
		struct described d = { 0 };
		int ret = i == 0 ? numactl_describe(numactl, "text", &d, &err) :
			  lstopo_describe(i == 1 ? version2 : version1,
					  i == 1 ? sizeof(version2) - 1 :
						   sizeof(version1) - 1,
					  "xml", &d, &err);

		if (ret)
			fail_msg("%s", err.text);
		make(&d, t);
		/* Without CPUs last: node 1 there is node 2 here. */
		assert_int_equal(t->node_count, 3);
		assert_int_equal(t->nodes[0].memory_bytes, MIB(16384));
		assert_int_equal(t->nodes[1].memory_bytes, MIB(16384));
		assert_int_equal(t->nodes[2].memory_bytes, MIB(8192));
		assert_int_equal(t->nodes[0].cpu_set, 5);
		assert_int_equal(t->nodes[1].cpu_set, 10);
		assert_int_equal(t->distance[0][2], 17);
		assert_int_equal(t->distance[1][2], 28);
		assert_int_equal(t->distance[0][1], 21);
	}
	free(t);
}

static void a_dump_of_acpidump_is_its_tables(void **state)
{
	struct acpi_table *table = xcalloc(1, sizeof(*table));
	struct topology *t = xcalloc(1, sizeof(*t));
	struct topology *again = xcalloc(1, sizeof(*again));
	struct acpitables tables = { 0 };
	struct described d = { 0 };
	size_t size;
	char *text;
	FILE *out = memstream_open(&text, &size);

	(void)state;
	assert_int_equal(topology_load(t, SHIPPED "numa4.topo", &err), 0);
	for (int i = 0; i < 2; i++) {
		i ? acpi_build_slit(t, table) : acpi_build_srat(t, table);
		fprintf(out, "%s @ 0x00000000\n", i ? "SLIT" : "SRAT");
		for (size_t at = 0; at < table->size; at++) {
			if (at % 16 == 0)
				fprintf(out, "%s    %04zX:",
					at ? "  ABCD.EF 01\n" : "", at);
			fprintf(out, " %02X", table->bytes[at]);
		}
		fputs("   12 34\n\n", out);
	}
	memstream_close(out);
	assert_true(acpitables_is_dump(text));
	if (acpitables_add_dump(&tables, "dump", text, &err) ||
	    acpitables_describe(&tables, "dump", &d, &err))
		fail_msg("%s", err.text);
	make(&d, again);
	assert_same(t, again, MEMORY | CPUS | FLAGS | DISTANCES);
	/* A byte that is another one. */
	*strstr(text, " 40") = ' ';
	strstr(text, " 00 ")[1] = '1';
	assert_int_not_equal(acpitables_add_dump(&tables, "dump", text, &err),
			     0);
	acpitables_release(&tables);
	free(text);
	free(again);
	free(t);
	free(table);
}

static void a_machine_is_made_small_enough(void **state)
{
	struct fit_scale scale = { .limit_bytes = MIB(1 << 20) };
	struct resolved *r = xcalloc(1, sizeof(*r));
	struct fitted *f = xcalloc(1, sizeof(*f));
	struct described d = { 0 };

	(void)state;
	/* 4 nodes of 1 TiB and 48 CPUs each */
	for (int nid = 0; nid < 4; nid++) {
		described_add_memory(&d, nid, MIB(1 << 20));
		for (unsigned int cpu = 0; cpu < 48; cpu++)
			described_add_cpu(&d.cpus, (unsigned int)nid * 48 + cpu,
					  nid);
	}
	assert_int_equal(resolve(r, &d, &err), 0);
	assert_int_not_equal(fit(f, r, &scale, &d, &err), 0);
	assert_non_null(strstr(err.text, "found 4096 GiB of RAM, expected at most 1024"));
	assert_int_equal(fit_parse_scale("1/16", &scale, &err), 0);
	assert_int_equal(fit(f, r, &scale, &d, &err), 0);
	for (int nid = 0; nid < 4; nid++) {
		assert_int_equal(f->pieces[nid][0], MIB(65536));
		assert_int_equal(f->cpus[nid], 16);
	}
	assert_int_not_equal(fit_parse_scale("2", &scale, &err), 0);
	assert_int_not_equal(fit_parse_scale("0", &scale, &err), 0);
	assert_int_not_equal(fit_parse_scale("1/0", &scale, &err), 0);
	assert_int_not_equal(fit_parse_scale("nan", &scale, &err), 0);
	scale = (struct fit_scale){ .limit_bytes = MIB(1 << 20) };
	assert_int_equal(fit_parse_scale("fit", &scale, &err), 0);
	assert_int_equal(fit(f, r, &scale, &d, &err), 0);
	assert_int_equal(f->pieces[0][0] * 4, MIB(32 << 10));
	resolved_release(r);
	described_release(&d);
	/* 65 nodes */
	for (int nid = 0; nid < 65; nid++) {
		described_add_memory(&d, nid, MIB(1024));
		described_add_cpu(&d.cpus, (unsigned int)nid, nid);
	}
	assert_int_not_equal(resolve(r, &d, &err), 0);
	assert_non_null(strstr(err.text, "found 65 nodes"));
	resolved_release(r);
	described_release(&d);
	free(f);
	free(r);
}

static void sizes_of_a_kernel_are_what_memory_comes_in(void **state)
{
	static const uint64_t mib[][2] = {
		{ 15802, 16384 }, { 15990, 16384 }, { 96478, 98304 },
		{ 128831, 131072 }, { 990, 1024 }, { 1948, 2048 },
		{ 7950, 8192 }, { 31990, 32768 }, { 1024, 1024 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(mib) / sizeof(mib[0]); i++)
		assert_int_equal(ram_estimate(MIB(mib[i][0])) >> 20,
				 mib[i][1]);
}

static void what_is_no_machine_is_said_to_be(void **state)
{
	static const struct {
		const char *text, *sentence;
	} cases[] = {
		{ "", "found an empty file" },
		{ "hello\n", "found nothing that tells of a machine" },
		{ "<?xml version=\"1.0\"?><svg/>", "found XML with <svg>" },
		{ "<?xml version=\"1.0\"?><topology>", "ends early" },
		{ "[000h 0000]  Subtable Type : 00\n", "iasl took apart" },
		{ "\x1f\x8b\x08\x00garbage", "ends early or is damaged" },
		{ "available: 2 nodes (0-1)\nnode 0 cpus: 0\nnode 0 size: 9 MB\n",
		  "expected those of 2" },
	};
	char path[] = "/tmp/test-import-XXXXXX";
	const char *paths[] = { path, NULL };
	int fd = mkstemp(path);

	(void)state;
	assert_true(fd >= 0);
	close(fd);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		size_t size = i == 5 ? 11 : strlen(cases[i].text);
		struct described d;

		assert_int_equal(file_write(path, cases[i].text, size, &err),
				 0);
		assert_int_not_equal(import_read(&d, paths, 0, &err), 0);
		if (!strstr(err.text, cases[i].sentence))
			fail_msg("%s", err.text);
		described_release(&d);
	}
	unlink(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numactl_and_lstopo_give_nodes),
		cmocka_unit_test(a_dump_of_acpidump_is_its_tables),
		cmocka_unit_test(a_machine_is_made_small_enough),
		cmocka_unit_test(sizes_of_a_kernel_are_what_memory_comes_in),
		cmocka_unit_test(what_is_no_machine_is_said_to_be),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
