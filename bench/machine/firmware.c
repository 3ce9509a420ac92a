// SPDX-License-Identifier: GPL-2.0-only
#include "machine/firmware.h"

#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/file.h"
#include "lib/le.h"
#include "machine/acpi-set.h"
#include "machine/boot-params.h"
#include "machine/q35.h"

/* RAM that the kernel copies from before it allocates any. */
#define BOOT_PARAMS 0x10000
#define COMMAND_LINE 0x20000

#define PAGE_BYTES 0x1000
/* The header's initrd_addr_max is 0x7fffffff on x86-64. */
#define INITRAMFS_END UINT64_C(0x80000000)

/* Of the image's header (boot.rst). */
#define PREF_ADDRESS 0x258
#define INIT_SIZE 0x260

/* BIOS data area: where the EBDA begins, in paragraphs; KiB below it. */
#define BDA_EBDA 0x40e
#define BDA_MEMORY 0x413

/* Intel SDM volume 3, 12.11.2.1: MTRRs are on, all memory is write-back. */
#define MSR_MTRR_DEF_TYPE 0x2ff
#define MTRR_ON_WRITE_BACK 0x806

/* The ROM: the root pointer, the steps, what they copy, the code at reset. */
#define STEPS_OFFSET 0x100
#define DATA_OFFSET 0x1000

/* bench/machine/reset.S: the code, which has the same numbers of steps. */
extern const uint8_t firmware_reset[], firmware_reset_end[];

enum step {
	STEP_ENTER,
	STEP_COPY,
	STEP_WRITE_MSR,
	STEP_WRITE_PCI,
};

struct rom {
	uint8_t *bytes;
	size_t steps;
	size_t data;
};

static void put32(uint8_t *at, uint32_t value)
{
	for (int i = 0; i < 4; i++)
		at[i] = (uint8_t)(value >> (8 * i));
}

static void add_step(struct rom *rom, enum step step, uint32_t first,
		     uint32_t second, uint32_t third)
{
	uint8_t *at = rom->bytes + rom->steps;

	rom->steps += 16;
	assert(rom->steps <= DATA_OFFSET);
	put32(at, step);
	put32(at + 4, first);
	put32(at + 8, second);
	put32(at + 12, third);
}

/* @size bytes, and up to three more, will lie at @address. */
static void add_copy(struct rom *rom, uint32_t address, const void *bytes,
		     size_t size)
{
	size_t words = (size + 3) / 4;

	assert(rom->data + 4 * words <=
	       FIRMWARE_BYTES - (size_t)(firmware_reset_end - firmware_reset));
	memcpy(rom->bytes + rom->data, bytes, size);
	add_step(rom, STEP_COPY, address, FIRMWARE_ROM + (uint32_t)rom->data,
		 (uint32_t)words);
	rom->data += 4 * words;
}

static uint64_t acpi_address(const struct topology *t)
{
	return topology_low_end(t) - FIRMWARE_ACPI_BYTES;
}

uint64_t firmware_initramfs(const struct topology *t, uint64_t bytes)
{
	uint64_t end = acpi_address(t);

	if (end > INITRAMFS_END)
		end = INITRAMFS_END;
	return (end - bytes) & ~((uint64_t)PAGE_BYTES - 1);
}

static void add_bios_data(struct rom *rom)
{
	static const uint8_t ebda[] = {
		(FIRMWARE_EBDA >> 4) & 0xff, FIRMWARE_EBDA >> 12, 0, 0
	};
	static const uint8_t kib[] = {
		(FIRMWARE_EBDA >> 10) & 0xff, FIRMWARE_EBDA >> 18, 0, 0
	};

	add_copy(rom, BDA_EBDA, ebda, sizeof(ebda));
	add_copy(rom, BDA_MEMORY, kib, sizeof(kib));
}

static void add_tables(struct rom *rom, const struct topology *t)
{
	struct acpi_set set;

	acpi_build_set(t, acpi_address(t), &set);
	memcpy(rom->bytes, set.rsdp, sizeof(set.rsdp));
	add_copy(rom, (uint32_t)acpi_address(t), set.bytes, set.size);
}

static void add_params(struct rom *rom, const struct topology *t,
		       const uint8_t *header, uint64_t initramfs_bytes)
{
	const struct boot_params params = {
		.header = header,
		.command_line = COMMAND_LINE,
		.initramfs = firmware_initramfs(t, initramfs_bytes),
		.initramfs_bytes = initramfs_bytes,
		.acpi = acpi_address(t),
		.rsdp = FIRMWARE_BIOS,
	};
	uint8_t page[BOOT_PARAMS_BYTES];

	boot_params_build(t, &params, page);
	add_copy(rom, BOOT_PARAMS, page, sizeof(page));
}

/* What a BIOS chooses of the chipset, as the tables say it. */
static void add_chipset(struct rom *rom)
{
	add_step(rom, STEP_WRITE_MSR, MSR_MTRR_DEF_TYPE, MTRR_ON_WRITE_BACK,
		 0);
	add_step(rom, STEP_WRITE_PCI, Q35_PCIEXBAR_HIGH, 0, 0);
	add_step(rom, STEP_WRITE_PCI, Q35_PCIEXBAR,
		 Q35_PCI_CONFIG | Q35_PCIEXBAR_ENABLE, 0);
	add_step(rom, STEP_WRITE_PCI, Q35_PMBASE, Q35_PM_BASE | Q35_PMBASE_IO,
		 0);
	add_step(rom, STEP_WRITE_PCI, Q35_ACPI_CNTL, Q35_ACPI_CNTL_ENABLE, 0);
}

/* The kernel unpacks itself to where it was linked, and needs room there. */
static int check_room(const struct topology *t, const uint8_t *header,
		      uint64_t initramfs_bytes, struct error *err)
{
	uint64_t needed = le64(header + PREF_ADDRESS) +
			  le32(header + INIT_SIZE) + initramfs_bytes +
			  FIRMWARE_ACPI_BYTES + PAGE_BYTES;

	if (needed <= topology_low_end(t))
		return 0;
	return error_set(err, ENOSPC,
			 "%s: found %" PRIu64 " MiB of RAM below 4 GiB, expected %" PRIu64 " for this kernel, its initramfs and tables",
			 t->path, topology_low_end(t) >> 20,
			 (needed + (1 << 20) - 1) >> 20);
}

static int check_command_line(const char *command_line, struct error *err)
{
	size_t length = strlen(command_line);

	if (length < FIRMWARE_COMMAND_LINE_BYTES)
		return 0;
	return error_set(err, E2BIG,
			 "the kernel's command line has %zu bytes, expected at most %d: %.64s...",
			 length, FIRMWARE_COMMAND_LINE_BYTES - 1,
			 command_line);
}

int firmware_check(const struct topology *t, const uint8_t *header,
		   const char *command_line, uint64_t initramfs_bytes,
		   struct error *err)
{
	int ret = check_command_line(command_line, err);

	return ret ? ret : check_room(t, header, initramfs_bytes, err);
}

static uint8_t *build(const struct topology *t, const uint8_t *header,
		      const char *command_line, uint64_t initramfs_bytes)
{
	size_t reset_bytes = (size_t)(firmware_reset_end - firmware_reset);
	struct rom rom = {
		.bytes = xcalloc(1, FIRMWARE_BYTES),
		.steps = STEPS_OFFSET,
		.data = DATA_OFFSET,
	};

	add_bios_data(&rom);
	add_params(&rom, t, header, initramfs_bytes);
	add_copy(&rom, COMMAND_LINE, command_line, strlen(command_line) + 1);
	add_tables(&rom, t);
	add_chipset(&rom);
	add_step(&rom, STEP_ENTER, FIRMWARE_KERNEL, BOOT_PARAMS, 0);
	memcpy(rom.bytes + FIRMWARE_BYTES - reset_bytes, firmware_reset,
	       reset_bytes);
	return rom.bytes;
}

int firmware_write(const char *path, const struct topology *t,
		   const uint8_t *header, const char *command_line,
		   uint64_t initramfs_bytes, struct error *err)
{
	int ret = firmware_check(t, header, command_line, initramfs_bytes,
				 err);
	uint8_t *rom;

	if (ret)
		return ret;
	rom = build(t, header, command_line, initramfs_bytes);
	ret = file_write(path, rom, FIRMWARE_BYTES, err);
	free(rom);
	return ret;
}

void firmware_hash(SHA2_CTX *digest)
{
	static const uint8_t header[BOOT_PARAMS_HEADER_BYTES];
	struct topology t;
	struct error never;
	uint8_t *rom;

	topology_load_uniform(&t, "2x1G", &never);
	/* So that the set has each table that there is. */
	t.nodes[1].hot_added = true;
	rom = build(&t, header, "", 0);
	SHA256Update(digest, rom, FIRMWARE_BYTES);
	free(rom);
}
