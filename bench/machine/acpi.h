/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_ACPI_H
#define NUMABOOT_ACPI_H

/*
 * The firmware tables of nodes and distances, byte by byte as ACPI has them.
 * They depend on the topology alone.
 */

#include "machine/acpi-table.h"
#include "machine/topology.h"

/**
 * acpi_build_srat - the System Resource Affinity Table of a topology
 * @t: the topology
 * @table: the result
 *
 * One processor entry per CPU (APIC id = CPU number), one memory entry per
 * range, enabled, and hot-pluggable where the topology says so.
 *
 * A corrupt one has a last memory entry that says to be a byte too short.
 * It is the last one, so that Linux has taken nodes from it when it gives up.
 */
void acpi_build_srat(const struct topology *t, struct acpi_table *table);

/** acpi_build_slit - the System Locality Information Table, likewise */
void acpi_build_slit(const struct topology *t, struct acpi_table *table);

#endif
