// SPDX-License-Identifier: GPL-2.0-only
#include "machine/boot-params.h"

#include <assert.h>
#include <string.h>

#include "machine/firmware.h"
#include "machine/q35.h"

/* Offsets: Documentation/arch/x86/zero-page.rst and boot.rst. */
#define ACPI_RSDP_ADDR 0x070
#define E820_ENTRIES 0x1e8
#define SETUP_HEADER 0x1f1
#define JUMP_DISTANCE 0x201
#define HEADER_MAGIC 0x202
#define TYPE_OF_LOADER 0x210
#define RAMDISK_IMAGE 0x218
#define RAMDISK_SIZE 0x21c
#define CMD_LINE_PTR 0x228
#define E820_TABLE 0x2d0
#define E820_MAX 128

#define LOADER_UNDEFINED 0xff

enum e820_type {
	E820_RAM = 1,
	E820_RESERVED = 2,
	E820_ACPI = 3,
};

static void put(uint8_t *page, size_t offset, uint64_t value, size_t size)
{
	for (size_t i = 0; i < size; i++)
		page[offset + i] = (uint8_t)(value >> (8 * i));
}

static void add_area(uint8_t *page, uint64_t start, uint64_t end,
		     enum e820_type type)
{
	size_t offset = E820_TABLE + 20 * (size_t)page[E820_ENTRIES];

	assert(page[E820_ENTRIES] < E820_MAX);
	put(page, offset, start, 8);
	put(page, offset + 8, end - start, 8);
	put(page, offset + 16, type, 4);
	page[E820_ENTRIES]++;
}

/* RAM of neighbouring ranges is one area, whatever their nodes. */
static void add_high_ram(const struct topology *t, uint8_t *page)
{
	uint64_t start = 0, end = 0;

	for (unsigned int i = 0; i < t->range_count; i++) {
		const struct topology_range *range = &t->ranges[i];

		if (range->start < UINT64_C(1) << 32 ||
		    t->nodes[range->nid].hot_added)
			continue;
		if (!start)
			start = range->start;
		end = range->end_inclusive + 1;
	}
	if (start)
		add_area(page, start, end, E820_RAM);
}

static void add_map(const struct topology *t, uint64_t acpi, uint8_t *page)
{
	add_area(page, 0, FIRMWARE_EBDA, E820_RAM);
	add_area(page, FIRMWARE_EBDA, 0xa0000, E820_RESERVED);
	add_area(page, FIRMWARE_BIOS, 0x100000, E820_RESERVED);
	add_area(page, 0x100000, acpi, E820_RAM);
	add_area(page, acpi, topology_low_end(t), E820_ACPI);
	add_area(page, Q35_PCI_CONFIG,
		 Q35_PCI_CONFIG + (uint64_t)Q35_PCI_CONFIG_BYTES,
		 E820_RESERVED);
	add_area(page, FIRMWARE_ROM, FIRMWARE_ROM + (uint64_t)FIRMWARE_BYTES,
		 E820_RESERVED);
	add_high_ram(t, page);
}

void boot_params_build(const struct topology *t,
		       const struct boot_params *params, uint8_t *page)
{
	const uint8_t *header = params->header;
	size_t end = HEADER_MAGIC + header[JUMP_DISTANCE];

	if (end > BOOT_PARAMS_HEADER_BYTES)
		end = BOOT_PARAMS_HEADER_BYTES;
	memset(page, 0, BOOT_PARAMS_BYTES);
	memcpy(page + SETUP_HEADER, header + SETUP_HEADER, end - SETUP_HEADER);
	put(page, ACPI_RSDP_ADDR, params->rsdp, 8);
	put(page, TYPE_OF_LOADER, LOADER_UNDEFINED, 1);
	put(page, RAMDISK_IMAGE, params->initramfs, 4);
	put(page, RAMDISK_SIZE, params->initramfs_bytes, 4);
	put(page, CMD_LINE_PTR, params->command_line, 4);
	add_map(t, params->acpi, page);
}
