/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_PLUGIN_H
#define NUMABOOT_PLUGIN_H

/*
 * The argument of QEMU's -plugin: all that the profile plugin is told.  It
 * opens nothing that is not named there, and writes beside the profile only.
 */

#include "kernel/symbols.h"
#include "machine/guestmem.h"
#include "workload/workload.h"

/**
 * struct plugin - the profile plugin and what it knows of a kernel
 * @path: the plugin
 * @symbols: milestones
 * @era: what holds for the kernel
 * @map: the kernel's symbols
 * @map_path: the same as a file
 * @qemu_version: of the QEMU that loads it
 * @mmu: file with parameters of the CPU that modelled boots are put on
 */
struct plugin {
	const char *path;
	const struct symbols *symbols;
	const struct era *era;
	const struct sysmap *map;
	const char *map_path;
	const char *qemu_version;
	const char *mmu;
};

/**
 * plugin_option - the argument of QEMU's -plugin
 * @workload: what it must write beside the profile
 * @memory: the guest's RAM, where it is shared
 * @profile: file that the profile goes to; others are put beside it
 * @option: set; the caller frees it
 *
 * Return: 0, or -ENOENT for a kernel without a symbol that is needed.
 */
int plugin_option(const struct plugin *plugin,
		  const struct workload *workload,
		  const struct guestmem *memory, const char *profile,
		  char **option, struct error *err);

#endif
