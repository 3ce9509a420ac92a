/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_IMPORT_SYSFS_H
#define NUMABOOT_IMPORT_SYSFS_H

/*
 * A copy of /sys/devices/system/node, with what else of /sys it was taken
 * with: cpu/online, memory/block_size_bytes, firmware/memmap,
 * firmware/acpi/tables.  Where in the copy they are does not matter.
 */

#include "import/files.h"
#include "lib/error.h"
#include "machine/described.h"

/**
 * sysfs_describe - what the files say
 * @name: of the copy, for sentences
 *
 * Nodes that are only in firmware tables are there as well.
 *
 * Return: 0, or -EINVAL: neither a node nor an SRAT, a file that is not as
 * the kernel writes it, or a faulty table.
 */
int sysfs_describe(const struct import_files *files, const char *name,
		   struct described *d, struct error *err);

#endif
