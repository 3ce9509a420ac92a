// SPDX-License-Identifier: GPL-2.0-only
#include "machine/acpi.h"

#include <assert.h>
#include <string.h>

/* Header, ACPI 6.4, 5.2.6 table "DESCRIPTION_HEADER Fields" */
#define LENGTH_OFFSET 4
#define CHECKSUM_OFFSET 9

/* QEMU's tables say 1 (include/hw/acpi/aml-build.h gives the ids). */
#define OEM_REVISION 2

#define SRAT_REVISION 3
#define SRAT_PROCESSOR 0
#define SRAT_MEMORY 1
#define SRAT_MEMORY_SIZE 40
#define SRAT_ENABLED (1u << 0)
#define SRAT_HOT_PLUGGABLE (1u << 1)

#define SLIT_REVISION 1

static void put_bytes(struct acpi_table *table, const char *bytes, size_t size)
{
	assert(table->size + size <= sizeof(table->bytes));
	memcpy(table->bytes + table->size, bytes, size);
	table->size += size;
}

/* The low @size bytes of @value; every number in a table is little-endian. */
static void put_int(struct acpi_table *table, uint64_t value, size_t size)
{
	assert(table->size + size <= sizeof(table->bytes));
	for (; size; size--, value >>= 8)
		table->bytes[table->size++] = (uint8_t)value;
}

static void begin_table(struct acpi_table *table, const char *signature,
			unsigned int revision)
{
	*table = (struct acpi_table){ 0 };
	put_bytes(table, signature, 4);		/* 5.2.6 Signature */
	put_int(table, 0, 4);			/* 5.2.6 Length, see end_table() */
	put_int(table, revision, 1);		/* 5.2.6 Revision */
	put_int(table, 0, 1);			/* 5.2.6 Checksum, see end_table() */
	put_bytes(table, "BOCHS ", 6);		/* 5.2.6 OEMID */
	put_bytes(table, "BXPC    ", 8);	/* 5.2.6 OEM Table ID */
	put_int(table, OEM_REVISION, 4);	/* 5.2.6 OEM Revision */
	put_bytes(table, "NUMA", 4);		/* 5.2.6 Creator ID */
	put_int(table, 1, 4);			/* 5.2.6 Creator Revision */
}

static void end_table(struct acpi_table *table)
{
	uint8_t sum = 0;

	for (int i = 0; i < 4; i++)
		table->bytes[LENGTH_OFFSET + i] =
			(uint8_t)(table->size >> (8 * i));
	for (size_t i = 0; i < table->size; i++)
		sum += table->bytes[i];
	table->bytes[CHECKSUM_OFFSET] = (uint8_t)-sum;
}

/* ACPI 6.4, 5.2.16.1 Processor Local APIC/SAPIC Affinity Structure */
static void put_processor(struct acpi_table *table, unsigned int cpu,
			  unsigned int nid)
{
	put_int(table, SRAT_PROCESSOR, 1);	/* 5.2.16.1 Type */
	put_int(table, 16, 1);			/* 5.2.16.1 Length */
	put_int(table, nid, 1);			/* 5.2.16.1 Proximity Domain [7:0] */
	put_int(table, cpu, 1);			/* 5.2.16.1 APIC ID */
	put_int(table, SRAT_ENABLED, 4);	/* 5.2.16.1 Flags */
	put_int(table, 0, 1);			/* 5.2.16.1 Local SAPIC EID */
	put_int(table, 0, 3);			/* 5.2.16.1 Proximity Domain [31:8] */
	put_int(table, 0, 4);			/* 5.2.16.1 Clock Domain */
}

/* ACPI 6.4, 5.2.16.2 Memory Affinity Structure */
static void put_memory(struct acpi_table *table,
		       const struct topology_range *range, unsigned int length)
{
	uint64_t bytes = range->end_inclusive - range->start + 1;
	unsigned int flags = SRAT_ENABLED;

	if (range->hotpluggable)
		flags |= SRAT_HOT_PLUGGABLE;
	put_int(table, SRAT_MEMORY, 1);		/* 5.2.16.2 Type */
	put_int(table, length, 1);		/* 5.2.16.2 Length */
	put_int(table, (uint64_t)range->nid, 4);	/* 5.2.16.2 Proximity Domain */
	put_int(table, 0, 2);			/* 5.2.16.2 Reserved */
	put_int(table, range->start, 4);	/* 5.2.16.2 Base Address Low */
	put_int(table, range->start >> 32, 4);	/* 5.2.16.2 Base Address High */
	put_int(table, bytes, 4);		/* 5.2.16.2 Length Low */
	put_int(table, bytes >> 32, 4);		/* 5.2.16.2 Length High */
	put_int(table, 0, 4);			/* 5.2.16.2 Reserved */
	put_int(table, flags, 4);		/* 5.2.16.2 Flags */
	put_int(table, 0, 8);			/* 5.2.16.2 Reserved */
}

void acpi_build_srat(const struct topology *t, struct acpi_table *table)
{
	begin_table(table, "SRAT", SRAT_REVISION);
	put_int(table, 1, 4);			/* 5.2.16 Reserved, must be 1 */
	put_int(table, 0, 8);			/* 5.2.16 Reserved */
	for (unsigned int nid = 0; nid < t->node_count; nid++) {
		const struct topology_node *node = &t->nodes[nid];

		for (unsigned int cpu = 0; cpu < t->cpu_count; cpu++)
			if (node->cpu_set >> cpu & 1)
				put_processor(table, cpu, nid);
	}
	for (unsigned int i = 0; i < t->range_count; i++) {
		bool bad = t->srat == TOPOLOGY_SRAT_CORRUPT &&
			   i == t->range_count - 1;

		put_memory(table, &t->ranges[i],
			   bad ? SRAT_MEMORY_SIZE - 1 : SRAT_MEMORY_SIZE);
	}
	end_table(table);
}

void acpi_build_slit(const struct topology *t, struct acpi_table *table)
{
	begin_table(table, "SLIT", SLIT_REVISION);
	put_int(table, t->node_count, 8);	/* 5.2.17 Number of System Localities */
	for (unsigned int from = 0; from < t->node_count; from++) {
		for (unsigned int to = 0; to < t->node_count; to++)
			put_int(table, t->distance[from][to], 1); /* 5.2.17 Entry[from][to] */
	}
	end_table(table);
}
