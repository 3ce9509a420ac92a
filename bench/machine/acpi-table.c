// SPDX-License-Identifier: GPL-2.0-only
#include "machine/acpi-table.h"

#include <assert.h>
#include <string.h>

/* ACPI 6.4, 5.2.6 table "DESCRIPTION_HEADER Fields" */
#define LENGTH_OFFSET 4
#define CHECKSUM_OFFSET 9

void acpi_put_bytes(struct acpi_table *table, const void *bytes, size_t size)
{
	assert(table->size + size <= sizeof(table->bytes));
	memcpy(table->bytes + table->size, bytes, size);
	table->size += size;
}

void acpi_put_int(struct acpi_table *table, uint64_t value, size_t size)
{
	assert(table->size + size <= sizeof(table->bytes));
	for (; size; size--, value >>= 8)
		table->bytes[table->size++] = (uint8_t)value;
}

void acpi_table_begin(struct acpi_table *table, const char *signature,
		      unsigned int revision)
{
	*table = (struct acpi_table){ 0 };
	acpi_put_bytes(table, signature, 4);	/* 5.2.6 Signature */
	acpi_put_int(table, 0, 4);		/* 5.2.6 Length, see the end */
	acpi_put_int(table, revision, 1);	/* 5.2.6 Revision */
	acpi_put_int(table, 0, 1);		/* 5.2.6 Checksum, likewise */
	acpi_put_bytes(table, "NUMAB ", 6);	/* 5.2.6 OEMID */
	acpi_put_bytes(table, "NUMABOOT", 8);	/* 5.2.6 OEM Table ID */
	acpi_put_int(table, 1, 4);		/* 5.2.6 OEM Revision */
	acpi_put_bytes(table, "NUMA", 4);	/* 5.2.6 Creator ID */
	acpi_put_int(table, 1, 4);		/* 5.2.6 Creator Revision */
}

uint8_t acpi_checksum(const uint8_t *bytes, size_t size)
{
	uint8_t sum = 0;

	for (size_t i = 0; i < size; i++)
		sum += bytes[i];
	return (uint8_t)-sum;
}

void acpi_table_end(struct acpi_table *table)
{
	for (int i = 0; i < 4; i++)
		table->bytes[LENGTH_OFFSET + i] =
			(uint8_t)(table->size >> (8 * i));
	table->bytes[CHECKSUM_OFFSET] = 0;
	table->bytes[CHECKSUM_OFFSET] =
		acpi_checksum(table->bytes, table->size);
}
