// SPDX-License-Identifier: GPL-2.0-only
#include "classes.h"

#include <string.h>

const char *const classes_names[] = {
	"kernel", "page-table", "real-mode", "log-buffer", "initrd",
	"acpi-table", "crash-kernel", "cma", "swiotlb", "hash-table", "memmap",
	"per-cpu", "node-data", "memblock-array", "firmware", "other", NULL,
};

#define ISA_END 0x100000
#define ANYWHERE UINT64_MAX

enum rule_kind { ANY, RESERVE, ALLOC };
enum rule_stage { ALWAYS, NUMA, PERCPU };

/*
 * The first rule that fits decides.  A caller that ends in '*' is a prefix.
 * @searched: callers of 3.12 that look for free memory, then reserve it.
 * @start_below: 0 stands for ANYWHERE.  Small functions are inlined, or
 * call memblock last and leave no trace, so setup_arch stands for several.
 */
struct rule {
	const char *caller;
	const char *class_name;
	enum rule_kind kind;
	enum rule_stage stage;
	bool searched;
	uint64_t start_below;
};

#define FOR(name, class, ...) \
	{ .caller = name, .class_name = class, ##__VA_ARGS__ }

static const struct rule rules[] = {
	/* The direct map; init_mem_mapping only tries out 2 MiB of it. */
	FOR("alloc_low_pages", "page-table", .searched = true),
	FOR("alloc_low_page", "page-table", .searched = true),
	FOR("init_mem_mapping", "page-table", .searched = true),
	FOR("spp_getpage", "page-table"),
	FOR("early_alloc_pgt_buf", "page-table"),

	/* 3.12 reserves what it found, 6.1 and 6.12 allocate. */
	FOR("reserve_real_mode", "firmware", .kind = RESERVE, .start_below = 1),
	FOR("reserve_real_mode", "real-mode", .searched = true),
	FOR("setup_real_mode", "real-mode", .searched = true),

	FOR("setup_log_buf", "log-buffer", .searched = true),

	FOR("early_reserve_initrd", "initrd"),
	FOR("reserve_initrd", "initrd"),
	FOR("relocate_initrd", "initrd", .searched = true),

	/* 3.12, then 4.x to 6.12 */
	FOR("acpi_initrd_override", "acpi-table", .searched = true),
	FOR("acpi_table_upgrade", "acpi-table"),
	FOR("acpi_*", "acpi-table", .kind = RESERVE),
	FOR("acpi_os_*", "acpi-table"),
	FOR("acpi_parse_hpet", "other"),

	FOR("reserve_crashkernel*", "crash-kernel", .searched = true),
	FOR("__reserve_crashkernel*", "crash-kernel"),

	FOR("dma_contiguous_reserve*", "cma"),
	FOR("cma_declare_contiguous*", "cma"),
	FOR("__cma_declare_contiguous*", "cma"),
	FOR("hugetlb_cma_reserve", "cma"),

	FOR("swiotlb_*", "swiotlb"),
	FOR("alloc_large_system_hash", "hash-table"),

	/* memmap: struct pages, their tables and their bookkeeping */
	FOR("sparse_*", "memmap"),
	FOR("vmemmap_*", "memmap"),
	FOR("__earlyonly_bootmem_alloc", "memmap"),
	FOR("memmap_alloc", "memmap"),
	FOR("memory_present", "memmap"),
	FOR("memblocks_present", "memmap"),
	FOR("alloc_usemap_and_memmap", "memmap"),
	FOR("alloc_node_mem_map", "memmap"),
	FOR("setup_usemap", "memmap"),
	/* 3.12: every bootmem call; only the stage tells them apart */
	FOR("__alloc_memory_core_early", "memmap", .stage = NUMA,
	    .searched = true),
	FOR("__alloc_memory_core_early", "per-cpu", .stage = PERCPU,
	    .searched = true),
	FOR("__alloc_memory_core_early", "other", .searched = true),

	FOR("pcpu_*", "per-cpu"),
	FOR("setup_per_cpu_areas", "per-cpu"),

	FOR("alloc_node_data", "node-data"),
	FOR("alloc_offline_node_data", "node-data"),	/* of nodes without memory */
	FOR("setup_node_data", "node-data", .searched = true),
	FOR("init_memory_less_node", "node-data"),
	FOR("free_area_init", "node-data"),	/* of nodes without memory */
	FOR("numa_*", "node-data", .searched = true),

	FOR("memblock_double_array", "memblock-array", .searched = true),
	FOR("memblock_add_range", "memblock-array", .searched = true),

	FOR("smp_scan_config", "firmware"),
	FOR("smp_reserve_memory", "firmware"),
	FOR("reserve_ebda_region", "firmware"),
	FOR("reserve_bios_regions", "firmware"),
	FOR("reserve_ibft_region", "firmware"),
	FOR("e820__memblock_*", "firmware"),
	FOR("e820__reserve_setup_data", "firmware"),
	FOR("memblock_x86_reserve_range_setup_data", "firmware"),
	FOR("early_reserve_e820*", "firmware", .searched = true), /* 3.12 */
	FOR("trim_*", "firmware"),
	FOR("setup_bios_corruption_check", "firmware"),
	FOR("efi_*", "firmware"),

	FOR("reserve_brk", "kernel"),
	FOR("setup_arch", "firmware", .kind = RESERVE, .start_below = ISA_END),
	FOR("setup_arch", "kernel", .kind = RESERVE),
	FOR("setup_arch", "real-mode", .kind = ALLOC, .start_below = ISA_END),
	FOR("setup_arch", "crash-kernel", .kind = ALLOC),

	FOR("start_kernel", "other"),
	FOR("setup_command_line", "other"),
	FOR("e820__reserve_resources", "other"),
	FOR("e820_reserve_resources", "other"),
	FOR("io_apic_init_mappings", "other"),
	FOR("ioapic_setup_resources", "other"),
	FOR("page_ext_init*", "other"),
	FOR("kfence_*", "other"),
	FOR("cgroup_*", "other"),
	FOR("dma_*", "other"),
	FOR("xbc_*", "other"),
	FOR("ima_*", "other"),
};

static bool rule_fits_caller(const struct rule *rule, const char *caller)
{
	size_t length = strlen(rule->caller);

	if (rule->caller[length - 1] == '*')
		return strncmp(rule->caller, caller, length - 1) == 0;
	return strcmp(rule->caller, caller) == 0;
}

static bool rule_fits(const struct rule *rule, const struct trace_event *event)
{
	uint64_t below = rule->start_below ? rule->start_below : ANYWHERE;

	if (rule->kind == RESERVE && event->kind != TRACE_RESERVE)
		return false;
	if (rule->kind == ALLOC && event->kind != TRACE_ALLOC)
		return false;
	if (rule->stage == NUMA && event->stage != TRACE_NUMA &&
	    event->stage != TRACE_NODES)
		return false;
	if (rule->stage == PERCPU && event->stage != TRACE_PERCPU)
		return false;
	return event->start < below && rule_fits_caller(rule, event->caller);
}

const char *classes_of(const struct trace_event *event, bool *searched)
{
	*searched = event->kind == TRACE_ALLOC;
	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
		if (!rule_fits(&rules[i], event))
			continue;
		*searched |= rules[i].searched;
		return rules[i].class_name;
	}
	return NULL;
}
