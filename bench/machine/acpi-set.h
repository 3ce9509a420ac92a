/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_ACPI_SET_H
#define NUMABOOT_ACPI_SET_H

/*
 * All firmware tables of a machine, as they lie in its memory: what Linux is
 * told of CPUs, nodes, distances, interrupts, power registers and PCI.  They
 * depend on the topology and their place alone, so that no version of QEMU or
 * of its firmware is in what a boot counts.
 */

#include "machine/acpi-table.h"
#include "machine/topology.h"

/* RSDP by ACPI 1.0: revision 0, with an RSDT. */
#define ACPI_RSDP_BYTES 20
/* All tables together; FACS begins at a multiple of 64. */
#define ACPI_SET_MAX 0x8000

/* Slots for memory that bench/machine/memory-devices.asl has devices for. */
#define ACPI_MEMORY_SLOTS 16

/**
 * struct acpi_set - the tables
 * @size: bytes in use, a multiple of 4
 * @bytes: FACS, DSDT, FADT, MADT, MCFG, SRAT, SLIT, SSDT, RSDT: SRAT and SLIT
 *	where the topology has them, SSDT where it has slots for memory
 * @rsdp: what points to the RSDT, for where a kernel looks for it
 */
struct acpi_set {
	size_t size;
	uint8_t bytes[ACPI_SET_MAX];
	uint8_t rsdp[ACPI_RSDP_BYTES];
};

/**
 * acpi_build_set - write all tables
 * @t: the topology
 * @address: where the first byte will lie, a multiple of 64 below 4 GiB
 */
void acpi_build_set(const struct topology *t, uint64_t address,
		    struct acpi_set *set);

#endif
