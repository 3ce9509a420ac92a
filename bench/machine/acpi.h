/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_ACPI_H
#define NUMABOOT_ACPI_H

/*
 * The firmware tables of nodes and distances, byte by byte as ACPI has them.
 * They depend on the topology alone.  The kernel takes them from the
 * initramfs, in the place of those that QEMU's firmware has.
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
 * struct acpi_table - a finished table
 * @size: bytes in use
 * @bytes: as the firmware would leave them in memory, checksum included
 */
struct acpi_table {
	size_t size;
	uint8_t bytes[ACPI_TABLE_MAX];
};

/**
 * acpi_build_srat - the System Resource Affinity Table of a topology
 * @t: the topology
 * @table: the result
 *
 * One processor entry per CPU (APIC id = CPU number), one memory entry per
 * range, enabled, and hot-pluggable where the topology says so.  OEM ids
 * are those of QEMU's own table and the OEM revision is higher, which is
 * what the kernel asks of a table that replaces the firmware's.
 *
 * A corrupt one has a last memory entry that says to be a byte too short.
 * Its checksum is right, or Linux would not take it for the firmware's; it
 * is the last one, so that Linux has taken nodes from it when it gives up.
 */
void acpi_build_srat(const struct topology *t, struct acpi_table *table);

/** acpi_build_slit - the System Locality Information Table, likewise */
void acpi_build_slit(const struct topology *t, struct acpi_table *table);

#endif
