/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_INITRAMFS_H
#define NUMABOOT_INITRAMFS_H

/*
 * The file that a guest boots from: ACPI tables, devices, /init, programs.
 * The same inputs give the same bytes everywhere, since its bytes are part of
 * what a boot counts.
 */

#include "lib/error.h"
#include "machine/program.h"
#include "machine/topology.h"

/**
 * initramfs_write - what the guest boots from
 * @path: the file, replaced when it exists, left alone when the call fails
 * @t: the topology whose SRAT and SLIT go in, if it has any
 * @init_path: a static binary, becomes /init
 * @program: what /init is to run, with its files; NULL for nothing
 * @err: the sentence
 *
 * Two uncompressed cpio archives ("newc"), one behind the other: the ACPI
 * tables under kernel/firmware/acpi, where the kernel looks before it has
 * a file system (Documentation/admin-guide/acpi/initrd_table_override.rst
 * of the kernel), then the root with its device nodes, /init and @program.
 *
 * The same topology, init and program give the same bytes everywhere: owner 0,
 * time 0, inodes counted from 1.  No root is needed.
 *
 * Return: 0 or -errno.
 */
int initramfs_write(const char *path, const struct topology *t,
		    const char *init_path, const struct program *program,
		    struct error *err);

#endif
