// SPDX-License-Identifier: GPL-2.0-only
#include "machine/acpi.h"

#define SRAT_REVISION 3
#define SRAT_PROCESSOR 0
#define SRAT_MEMORY 1
#define SRAT_MEMORY_SIZE 40
#define SRAT_ENABLED (1u << 0)
#define SRAT_HOT_PLUGGABLE (1u << 1)

#define SLIT_REVISION 1

/* ACPI 6.4, 5.2.16.1 Processor Local APIC/SAPIC Affinity Structure */
static void put_processor(struct acpi_table *table, unsigned int cpu,
			  unsigned int nid)
{
	acpi_put_int(table, SRAT_PROCESSOR, 1);	/* 5.2.16.1 Type */
	acpi_put_int(table, 16, 1);			/* 5.2.16.1 Length */
	acpi_put_int(table, nid, 1);			/* 5.2.16.1 Proximity Domain [7:0] */
	acpi_put_int(table, cpu, 1);			/* 5.2.16.1 APIC ID */
	acpi_put_int(table, SRAT_ENABLED, 4);	/* 5.2.16.1 Flags */
	acpi_put_int(table, 0, 1);			/* 5.2.16.1 Local SAPIC EID */
	acpi_put_int(table, 0, 3);			/* 5.2.16.1 Proximity Domain [31:8] */
	acpi_put_int(table, 0, 4);			/* 5.2.16.1 Clock Domain */
}

/* ACPI 6.4, 5.2.16.2 Memory Affinity Structure */
static void put_memory(struct acpi_table *table,
		       const struct topology_range *range, unsigned int length)
{
	uint64_t bytes = range->end_inclusive - range->start + 1;
	unsigned int flags = SRAT_ENABLED;

	if (range->hotpluggable)
		flags |= SRAT_HOT_PLUGGABLE;
	acpi_put_int(table, SRAT_MEMORY, 1);		/* 5.2.16.2 Type */
	acpi_put_int(table, length, 1);		/* 5.2.16.2 Length */
	acpi_put_int(table, (uint64_t)range->nid, 4);	/* 5.2.16.2 Proximity Domain */
	acpi_put_int(table, 0, 2);			/* 5.2.16.2 Reserved */
	acpi_put_int(table, range->start, 4);	/* 5.2.16.2 Base Address Low */
	acpi_put_int(table, range->start >> 32, 4);	/* 5.2.16.2 Base Address High */
	acpi_put_int(table, bytes, 4);		/* 5.2.16.2 Length Low */
	acpi_put_int(table, bytes >> 32, 4);		/* 5.2.16.2 Length High */
	acpi_put_int(table, 0, 4);			/* 5.2.16.2 Reserved */
	acpi_put_int(table, flags, 4);		/* 5.2.16.2 Flags */
	acpi_put_int(table, 0, 8);			/* 5.2.16.2 Reserved */
}

void acpi_build_srat(const struct topology *t, struct acpi_table *table)
{
	acpi_table_begin(table, "SRAT", SRAT_REVISION);
	acpi_put_int(table, 1, 4);			/* 5.2.16 Reserved, must be 1 */
	acpi_put_int(table, 0, 8);			/* 5.2.16 Reserved */
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
	acpi_table_end(table);
}

void acpi_build_slit(const struct topology *t, struct acpi_table *table)
{
	acpi_table_begin(table, "SLIT", SLIT_REVISION);
	acpi_put_int(table, t->node_count, 8);	/* 5.2.17 Number of System Localities */
	for (unsigned int from = 0; from < t->node_count; from++) {
		for (unsigned int to = 0; to < t->node_count; to++)
			acpi_put_int(table, t->distance[from][to], 1); /* 5.2.17 Entry[from][to] */
	}
	acpi_table_end(table);
}
