// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/stage.h"

static const char *const names[BOOT_STAGES] = {
	[BOOT_FIRMWARE] = "firmware",
	[BOOT_LOADER] = "loader",
	[BOOT_START_KERNEL] = "start_kernel",
	[BOOT_SETUP_ARCH] = "setup_arch",
	[BOOT_INIT_MEM_MAPPING] = "init_mem_mapping",
	[BOOT_DIRECT_MAP] = "init_mem_mapping.return",
	[BOOT_INITMEM_INIT] = "initmem_init",
	[BOOT_NUMA] = "initmem_init.return",
	[BOOT_MEMMAP] = "memmap_init",
	[BOOT_MM_INIT] = "mm_init",
	[BOOT_REST_INIT] = "rest_init",
	[BOOT_KERNEL_INIT] = "kernel_init",
	[BOOT_INIT] = "run_init_process",
};

const char *boot_stage_name(enum boot_stage stage)
{
	return names[stage];
}
