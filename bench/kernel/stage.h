/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_KERNEL_STAGE_H
#define NUMABOOT_KERNEL_STAGE_H

/*
 * How far a boot is: one list for the milestones of kernels/symbols.ini, the
 * phases that they begin, and the stops of a boot, in the order in which it
 * gets there.  It is in this room because the plugin, which passes the
 * milestones, reads nothing of evidence.  A test compares it with symbols.ini.
 */

/** enum boot_stage - a point of the boot, and what follows it */
enum boot_stage {
	BOOT_FIRMWARE,	/* reset */
	BOOT_LOADER,	/* the loader's first instruction */
	BOOT_START_KERNEL,
	BOOT_SETUP_ARCH,
	BOOT_INIT_MEM_MAPPING,
	BOOT_DIRECT_MAP,	/* init_mem_mapping() has returned */
	BOOT_INITMEM_INIT,	/* reads SRAT */
	BOOT_NUMA,		/* … and has returned; a stop only */
	BOOT_MEMMAP,	/* struct pages are about to be written; a stop only */
	BOOT_MM_INIT,
	BOOT_REST_INIT,
	BOOT_KERNEL_INIT,
	BOOT_INIT,	/* the first program is about to run */
	BOOT_STAGES,
};

/** boot_stage_name - "start_kernel", "init_mem_mapping.return", … */
const char *boot_stage_name(enum boot_stage stage);

#endif
