/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_ACPI_TABLE_H
#define NUMABOOT_ACPI_TABLE_H

/*
 * One firmware table while it is written, field by field.  Begun and ended, it
 * has a right header, length and checksum.
 */

#include <stddef.h>
#include <stdint.h>

#include "machine/topology.h"

/*
 * Sizes by ACPI 6.4: SRAT 5.2.16 has a header of 48 bytes, 16 per CPU and
 * 40 per range of RAM; SLIT 5.2.17 has a header of 44 and one per distance.
 */
#define ACPI_SRAT_MAX (48 + 16 * TOPOLOGY_MAX_CPUS + 40 * TOPOLOGY_MAX_RANGES)
#define ACPI_SLIT_MAX (44 + TOPOLOGY_MAX_NODES * TOPOLOGY_MAX_NODES)
#define ACPI_TABLE_MAX \
	(ACPI_SLIT_MAX > ACPI_SRAT_MAX ? ACPI_SLIT_MAX : ACPI_SRAT_MAX)

/**
 * struct acpi_table - a table
 * @size: bytes in use
 * @bytes: as the firmware leaves them in memory
 */
struct acpi_table {
	size_t size;
	uint8_t bytes[ACPI_TABLE_MAX];
};

/** acpi_table_begin - an empty table with a header, ACPI 6.4, 5.2.6 */
void acpi_table_begin(struct acpi_table *table, const char *signature,
		      unsigned int revision);

/** acpi_put_bytes - append @size bytes */
void acpi_put_bytes(struct acpi_table *table, const void *bytes, size_t size);

/** acpi_put_int - append the low @size bytes of @value, little-endian */
void acpi_put_int(struct acpi_table *table, uint64_t value, size_t size);

/** acpi_table_end - set length and checksum */
void acpi_table_end(struct acpi_table *table);

/**
 * acpi_checksum - what makes the sum of all bytes 0, when its place has 0
 * @bytes: @size of them
 */
uint8_t acpi_checksum(const uint8_t *bytes, size_t size);

#endif
