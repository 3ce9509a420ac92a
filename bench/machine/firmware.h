/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_FIRMWARE_H
#define NUMABOOT_FIRMWARE_H

/*
 * What a guest finds when it is switched on: our own firmware, which puts the
 * ACPI tables, the boot parameters and the command line where they belong and
 * enters the kernel by the 32-bit boot protocol.  No code and no table of
 * QEMU's or a distribution's firmware is executed or read, so that a guest is
 * the same, byte for byte, on every QEMU.  CPUs but the first stay as they are
 * at reset, until the kernel starts them.
 *
 * Kernel and initramfs are put into RAM by QEMU (machine/qemu.h), at the
 * addresses given here.
 */

#include <stdint.h>

#include "lib/digest.h"
#include "lib/error.h"
#include "machine/topology.h"

/* The ROM ends at 4 GiB and, once more, at 1 MiB. */
#define FIRMWARE_BYTES 0x10000
#define FIRMWARE_ROM 0xffff0000
#define FIRMWARE_BIOS 0xf0000
/* What a BIOS keeps for itself of the RAM below 640 KiB. */
#define FIRMWARE_EBDA 0x9fc00

/* Where a bzImage's protected-mode code lies and is entered (boot.rst). */
#define FIRMWARE_KERNEL 0x100000

/* Of the RAM below 4 GiB, the end: the tables. */
#define FIRMWARE_ACPI_BYTES 0x20000

/* Longer command lines are cut by x86 kernels (COMMAND_LINE_SIZE). */
#define FIRMWARE_COMMAND_LINE_BYTES 2048

/**
 * firmware_initramfs - where the initramfs lies: at the end of low RAM, and
 * below 2 GiB
 * @bytes: its size
 *
 * Return: an address, a multiple of 4 KiB.
 */
uint64_t firmware_initramfs(const struct topology *t, uint64_t bytes);

/**
 * firmware_check - is there room for the kernel, and for its command line?
 *
 * With arguments as firmware_write() has them.
 *
 * Return: 0, -E2BIG for a command line that a kernel would cut, or -ENOSPC for
 * a machine that is too small for what lies in its memory.
 */
int firmware_check(const struct topology *t, const uint8_t *header,
		   const char *command_line, uint64_t initramfs_bytes,
		   struct error *err);

/**
 * firmware_write - the ROM for one boot
 * @path: the file, replaced when it exists
 * @header: the image's first BOOT_PARAMS_HEADER_BYTES
 * @initramfs_bytes: size of the initramfs
 *
 * Return: as firmware_check(), or -errno.
 */
int firmware_write(const char *path, const struct topology *t,
		   const uint8_t *header, const char *command_line,
		   uint64_t initramfs_bytes, struct error *err);

/**
 * firmware_hash - which firmware this program makes
 *
 * Adds the ROM of one machine that has each table: what is known of a boot is
 * known of this firmware only.
 */
void firmware_hash(SHA2_CTX *digest);

#endif
