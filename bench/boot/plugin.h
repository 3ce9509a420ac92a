/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_PLUGIN_H
#define NUMABOOT_PLUGIN_H

#include "kernel/symbols.h"
#include "machine/guestmem.h"
#include "workload/workload.h"

/**
 * struct plugin - what the profile plugin of a boot is told
 * @path: the plugin
 * @symbols: milestones
 * @map: the kernel's symbols
 * @map_path: the same as a file
 * @qemu_version: of the QEMU that loads it
 * @mmu: parameters of the CPU that a modelled boot is put on
 * @workload: what it must write beside the profile
 * @memory: the guest's RAM, for a modelled boot
 */
struct plugin {
	const char *path;
	const struct symbols *symbols;
	const struct sysmap *map;
	const char *map_path;
	const char *qemu_version;
	const char *mmu;
	const struct workload *workload;
	const struct guestmem *memory;
};

/**
 * plugin_option - the argument of QEMU's -plugin
 * @profile: file that the profile goes to; others are put beside it
 * @option: set; the caller frees it
 *
 * Return: 0, or -ENOENT for a kernel without a symbol that is needed.
 */
int plugin_option(const struct plugin *plugin, const char *profile,
		  char **option, struct error *err);

#endif
