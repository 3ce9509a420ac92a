// SPDX-License-Identifier: GPL-2.0-only
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/file.h"
#include "lib/process.h"
#include "lib/le.h"
#include "machine/acpi.h"
#include "machine/acpi-set.h"

#define SHIPPED "bench/topologies/"

static void load(struct topology *t, const char *path)
{
	struct error err = { "" };

	if (topology_load(t, path, &err))
		fail_msg("%s", err.text);
}

/* One field of a table as ACPI 6.4 numbers it: bytes in their order. */
struct field {
	const char *name;
	size_t size;
	uint8_t bytes[8];
};

static void assert_fields(const struct acpi_table *table,
			  const struct field *fields, size_t count)
{
	size_t offset = 0;

	for (size_t i = 0; i < count; i++) {
		if (offset + fields[i].size > table->size ||
		    memcmp(table->bytes + offset, fields[i].bytes,
			   fields[i].size) != 0)
			fail_msg("field %zu at offset %zu, %s", i, offset,
				 fields[i].name);
		offset += fields[i].size;
	}
	assert_int_equal(offset, table->size);
}

/* A number of several bytes is a list of them in parentheses. */
#define HEADER(signature, length, revision, checksum) \
	{ "Signature", 4, signature }, \
	{ "Length", 4, BYTES length }, \
	{ "Revision", 1, { revision } }, \
	{ "Checksum", 1, { checksum } }, \
	{ "OEMID", 6, "NUMAB " }, \
	{ "OEM Table ID", 8, { 'N', 'U', 'M', 'A', 'B', 'O', 'O', 'T' } }, \
	{ "OEM Revision", 4, { 1, 0, 0, 0 } }, \
	{ "Creator ID", 4, "NUMA" }, \
	{ "Creator Revision", 4, { 1, 0, 0, 0 } }

#define PROCESSOR(pxm, apic_id) \
	{ "Type", 1, { 0 } }, \
	{ "Length", 1, { 16 } }, \
	{ "Proximity Domain [7:0]", 1, { pxm } }, \
	{ "APIC ID", 1, { apic_id } }, \
	{ "Flags", 4, { 1, 0, 0, 0 } }, \
	{ "Local SAPIC EID", 1, { 0 } }, \
	{ "Proximity Domain [31:8]", 3, { 0 } }, \
	{ "Clock Domain", 4, { 0 } }

#define MEMORY(pxm, base, length, flags) \
	{ "Type", 1, { 1 } }, \
	{ "Length", 1, { 40 } }, \
	{ "Proximity Domain", 4, { pxm, 0, 0, 0 } }, \
	{ "Reserved", 2, { 0 } }, \
	{ "Base Address", 8, BYTES base }, \
	{ "Length", 8, BYTES length }, \
	{ "Reserved", 4, { 0 } }, \
	{ "Flags", 4, { flags, 0, 0, 0 } }, \
	{ "Reserved", 8, { 0 } }

#define BYTES(...) { __VA_ARGS__ }
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void srat_marks_hotpluggable_nodes_with_flags_3(void **state)
{
	static const struct field expected[] = {
		HEADER("SRAT", (200), 3, 0x61),
		{ "Reserved, must be 1", 4, { 1, 0, 0, 0 } },
		{ "Reserved", 8, { 0 } },
		PROCESSOR(0, 0),
		PROCESSOR(1, 1),
		MEMORY(0, (0), (0, 0, 0x0a), 1),
		MEMORY(0, (0, 0, 0x10), (0, 0, 0xf0, 0x3f), 1),
		MEMORY(1, (0, 0, 0, 0x40), (0, 0, 0, 0x40), 3),
	};
	struct acpi_table table;
	struct topology t;

	(void)state;
	load(&t, SHIPPED "numa2.topo");
	acpi_build_srat(&t, &table);
	assert_fields(&table, expected, COUNT(expected));
}

static void srat_has_no_memory_of_a_node_without(void **state)
{
	static const struct field expected[] = {
		HEADER("SRAT", (0, 1), 3, 0xa2),
		{ "Reserved, must be 1", 4, { 1, 0, 0, 0 } },
		{ "Reserved", 8, { 0 } },
		PROCESSOR(0, 0),
		PROCESSOR(1, 1),
		PROCESSOR(2, 2),
		MEMORY(0, (0), (0, 0, 0x0a), 1),
		MEMORY(0, (0, 0, 0x10), (0, 0, 0xf0, 0x3f), 1),
		MEMORY(2, (0, 0, 0, 0x40), (0, 0, 0, 0x40), 3),
		MEMORY(3, (0, 0, 0, 0, 1), (0, 0, 0, 0x40), 3),
	};
	struct acpi_table table;
	struct topology t;

	(void)state;
	load(&t, SHIPPED "numa4-memoryless.topo");
	acpi_build_srat(&t, &table);
	assert_fields(&table, expected, COUNT(expected));
}

static void slit_has_a_row_of_distances_per_node(void **state)
{
	static const struct field expected[] = {
		HEADER("SLIT", (108), 1, 0xa4),
		{ "Number of System Localities", 8, { 8 } },
		{ "Entry[0]", 8, { 10, 20, 30, 40, 50, 40, 30, 20 } },
		{ "Entry[1]", 8, { 20, 10, 20, 30, 40, 50, 40, 30 } },
		{ "Entry[2]", 8, { 30, 20, 10, 20, 30, 40, 50, 40 } },
		{ "Entry[3]", 8, { 40, 30, 20, 10, 20, 30, 40, 50 } },
		{ "Entry[4]", 8, { 50, 40, 30, 20, 10, 20, 30, 40 } },
		{ "Entry[5]", 8, { 40, 50, 40, 30, 20, 10, 20, 30 } },
		{ "Entry[6]", 8, { 30, 40, 50, 40, 30, 20, 10, 20 } },
		{ "Entry[7]", 8, { 20, 30, 40, 50, 40, 30, 20, 10 } },
	};
	struct acpi_table table;
	struct topology t;

	(void)state;
	load(&t, SHIPPED "numa8-ring.topo");
	acpi_build_slit(&t, &table);
	assert_fields(&table, expected, COUNT(expected));
}

static uint8_t sum_of(const struct acpi_table *table)
{
	uint8_t sum = 0;

	for (size_t i = 0; i < table->size; i++)
		sum += table->bytes[i];
	return sum;
}

/* One byte is wrong and the checksum knows: Linux reads it to its last entry. */
static void a_corrupt_srat_has_a_short_last_entry_and_a_right_sum(void **state)
{
	struct acpi_table good, bad;
	struct topology t;
	size_t length_at;

	(void)state;
	load(&t, SHIPPED "srat-corrupt.topo");
	acpi_build_srat(&t, &bad);
	t.srat = TOPOLOGY_SRAT_GOOD;
	acpi_build_srat(&t, &good);
	length_at = good.size - 40 + 1;
	assert_int_equal(bad.size, good.size);
	assert_int_equal(good.bytes[length_at], 40);
	assert_int_equal(bad.bytes[length_at], 39);
	assert_int_equal(sum_of(&good), 0);
	assert_int_equal(sum_of(&bad), 0);
	bad.bytes[length_at] = 40;
	bad.bytes[9] = good.bytes[9];
	assert_memory_equal(bad.bytes, good.bytes, good.size);
}

/* A machine at every limit must fit into the fixed buffer. */
static void the_largest_topology_fits(void **state)
{
	struct topology t = { .node_count = TOPOLOGY_MAX_NODES };
	struct acpi_table table;

	(void)state;
	for (unsigned int nid = 0; nid < TOPOLOGY_MAX_NODES; nid++) {
		t.nodes[nid].memory_bytes = 1ULL << 33;
		t.nodes[nid].cpu_set = 1ULL << nid;
		t.nodes[nid].later_bytes[0] = 1ULL << 31;
		t.nodes[nid].cpus = 1;
		t.memory_bytes += 1ULL << 33;
		t.cpu_count++;
	}
	topology_lay_out(&t);
	assert_int_equal(t.range_count, TOPOLOGY_MAX_RANGES);
	acpi_build_srat(&t, &table);
	assert_int_equal(table.size, ACPI_SRAT_MAX);
	acpi_build_slit(&t, &table);
	assert_int_equal(table.size, ACPI_SLIT_MAX);
}

/* Files that one call of iasl reads, each with one table. */
struct files {
	char directory[32];
	char names[12][8];
	unsigned int count;
};

static void files_open(struct files *files)
{
	*files = (struct files){ .directory = "/tmp/test-acpi-XXXXXX" };
	assert_non_null(mkdtemp(files->directory));
}

/* A table as it lies in memory, called by its signature. */
static void write_table(struct files *files, const uint8_t *table)
{
	struct error err = { "" };
	char path[64];

	assert_in_range(files->count, 0, COUNT(files->names) - 1);
	snprintf(files->names[files->count], sizeof(files->names[0]), "%.4s",
		 (const char *)table);
	snprintf(path, sizeof(path), "%s/%s.aml", files->directory,
		 files->names[files->count++]);
	if (file_write(path, table, le32(table + 4), &err))
		fail_msg("%s", err.text);
}

static void run_iasl(const struct files *files)
{
	struct process_setup setup = { .directory = files->directory };
	struct argv argv = { 0 };
	struct error err = { "" };
	char log[64];
	int ret;

	snprintf(log, sizeof(log), "%s/iasl.log", files->directory);
	setup.output_path = log;
	argv_add(&argv, "iasl");
	argv_add(&argv, "-d");
	for (unsigned int i = 0; i < files->count; i++)
		argv_add(&argv, "%s.aml", files->names[i]);
	ret = process_run(&argv, &setup, 10000000000ull, &err);
	argv_release(&argv);
	if (ret)
		fail_msg("iasl: %d %s", ret, err.text);
}

static int count_words(const char *directory, const char *name)
{
	static const char *const words[] = { "Error", "Warning", "Incorrect",
					     "Invalid", "Unknown", "****" };
	struct error err = { "" };
	char path[64], *text;
	int count = 0;

	snprintf(path, sizeof(path), "%s/%s", directory, name);
	if (file_read(path, &text, NULL, &err))
		fail_msg("%s", err.text);
	for (size_t i = 0; i < COUNT(words); i++)
		count += strstr(text, words[i]) != NULL;
	free(text);
	return count;
}

/* iasl exits with 0 whatever it finds, so its words are searched. */
static int disassemble(struct files *files)
{
	struct error err = { "" };
	int complaints;

	run_iasl(files);
	complaints = count_words(files->directory, "iasl.log");
	for (unsigned int i = 0; i < files->count; i++) {
		char name[16];

		snprintf(name, sizeof(name), "%s.dsl", files->names[i]);
		complaints += count_words(files->directory, name);
	}
	assert_int_equal(directory_remove(files->directory, &err), 0);
	return complaints;
}

/* All tables that RSDT lists, itself, and the DSDT. */
static void write_set(struct files *files, const struct topology *t)
{
	const uint8_t *rsdt, *table;
	struct acpi_set set;

	acpi_build_set(t, 0, &set);
	rsdt = set.bytes + le32(set.rsdp + 16);
	write_table(files, rsdt);
	for (uint32_t i = 36; i < le32(rsdt + 4); i += 4) {
		table = set.bytes + le32(rsdt + i);
		write_table(files, table);
		if (memcmp(table, "FACP", 4) == 0)
			write_table(files, set.bytes + le32(table + 40));
	}
}

static void iasl_reads_every_shipped_topology_without_complaint(void **state)
{
	static const char *const names[] = {
		"uma", "numa2", "numa4", "numa4-hole", "numa4-memoryless",
		"numa8-16g", "numa8-ring", "numa4-hotadd", "numa-off",
		"numa-fake", "spill", "snc2",
	};
	struct files files;
	struct topology t;
	char path[64];

	(void)state;
	for (size_t i = 0; i < COUNT(names); i++) {
		snprintf(path, sizeof(path), SHIPPED "%s.topo", names[i]);
		load(&t, path);
		files_open(&files);
		write_set(&files, &t);
		assert_int_equal(disassemble(&files), 0);
	}
}

static void iasl_complains_about_one_wrong_byte(void **state)
{
	static const char *const names[] = { "numa2", "srat-corrupt" };
	struct acpi_table srat;
	struct files files;
	struct topology t;
	char path[64];

	(void)state;
	for (size_t i = 0; i < COUNT(names); i++) {
		snprintf(path, sizeof(path), SHIPPED "%s.topo", names[i]);
		load(&t, path);
		acpi_build_srat(&t, &srat);
		srat.bytes[50] ^= i == 0;
		files_open(&files);
		write_table(&files, srat.bytes);
		assert_true(disassemble(&files) > 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(srat_marks_hotpluggable_nodes_with_flags_3),
		cmocka_unit_test(srat_has_no_memory_of_a_node_without),
		cmocka_unit_test(slit_has_a_row_of_distances_per_node),
		cmocka_unit_test(a_corrupt_srat_has_a_short_last_entry_and_a_right_sum),
		cmocka_unit_test(the_largest_topology_fits),
		cmocka_unit_test(iasl_reads_every_shipped_topology_without_complaint),
		cmocka_unit_test(iasl_complains_about_one_wrong_byte),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
