/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_BOOT_PARAMS_H
#define NUMABOOT_BOOT_PARAMS_H

/*
 * The "zero page" that a boot loader leaves for a kernel, with the memory map
 * that a firmware would tell of (Documentation/arch/x86/zero-page.rst and
 * boot.rst).  It depends on the topology, the image and where things lie.
 */

#include <stddef.h>
#include <stdint.h>

#include "machine/topology.h"

#define BOOT_PARAMS_BYTES 4096
/* The image's header ends before this offset, in the file and in the page. */
#define BOOT_PARAMS_HEADER_BYTES 0x290

/**
 * struct boot_params - what a kernel finds where
 * @header: the image's first BOOT_PARAMS_HEADER_BYTES
 * @command_line: address of a string that ends with 0
 * @initramfs: address
 * @initramfs_bytes: size
 * @acpi: of the ACPI tables, which end where low RAM ends
 * @rsdp: address of the root pointer
 */
struct boot_params {
	const uint8_t *header;
	uint64_t command_line;
	uint64_t initramfs;
	uint64_t initramfs_bytes;
	uint64_t acpi;
	uint64_t rsdp;
};

/**
 * boot_params_build - write the page
 * @page: BOOT_PARAMS_BYTES of them
 *
 * The map has, in this order: RAM below 640 KiB without the last KiB, that
 * KiB, the BIOS area, RAM below the tables, the tables, PCI configuration
 * space, the firmware below 4 GiB, RAM above 4 GiB.  Memory that is plugged in
 * later is not in it.
 */
void boot_params_build(const struct topology *t,
		       const struct boot_params *params, uint8_t *page);

#endif
