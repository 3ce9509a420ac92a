// SPDX-License-Identifier: GPL-2.0-only
#include "plugin/memory.h"

#include <stdlib.h>
#include <string.h>

#include "kernel/stage.h"
#include "lib/alloc.h"
#include "plugin/accesses.h"
#include "plugin/walks.h"

/* Blocks of 256 KiB that may be met: 64 GiB in all phases together. */
#define LIMIT (1 << 18)

/*
 * A store to one of these bytes, by a program in the guest, begins a phase:
 * its place is the phase's number (docs/direct-map.md).
 */
#define MARKS UINT64_C(0x6d61726b0000)
#define MARK_COUNT 64

static struct accesses accesses;
static const struct milestones *passed;
/* The name of each phase, @accesses.phase is the last one's index. */
static char **phases;
/* Accesses go through the mmu. */
static bool modelled;

static void begin_phase(char *name)
{
	uint32_t phase = phases ? ++accesses.phase : 0;

	phases = xgrow(phases, phase, sizeof(*phases));
	phases[phase] = name;
}

static void on_pass(const char *ended)
{
	(void)ended;
	begin_phase(xstrdup(passed->last));
	if (modelled && strcmp(passed->last, boot_stage_name(BOOT_START_KERNEL)) == 0)
		walks_load_early();
}

int memory_open(struct milestones *milestones, const char *mmu,
		struct error *err)
{
	int ret = accesses_open(&accesses, LIMIT, err);

	passed = milestones;
	begin_phase(xstrdup(milestones->last));
	milestones->on_pass = on_pass;
	modelled = mmu;
	return ret || !mmu ? ret : walks_open(mmu, err);
}

static bool is_mark(uint64_t address, bool store)
{
	return address - MARKS < MARK_COUNT && store;
}

static void on_access(unsigned int vcpu_index, qemu_plugin_meminfo_t info,
		      uint64_t address, void *data)
{
	uint32_t size = 1U << qemu_plugin_mem_size_shift(info);
	bool store = qemu_plugin_mem_is_store(info);
	uint32_t fetches = modelled ? walks_access(accesses.phase, address,
						   size) : 0;

	(void)data;
	accesses_count(&accesses, vcpu_index, address, size, store, fetches);
	if (is_mark(address, store))
		begin_phase(xasprintf("mark-%d", (int)(address - MARKS)));
}

/* mov to CR3, which is the load of a top table (Intel SDM volume 2). */
static bool loads_root(const struct qemu_plugin_insn *insn)
{
	const uint8_t *bytes = api_insn_bytes(insn);

	return qemu_plugin_insn_size(insn) == 3 && bytes[0] == 0x0f &&
	       bytes[1] == 0x22 && bytes[2] >> 3 == (0xc0 | 3 << 3) >> 3;
}

static void on_load_root(unsigned int vcpu_index, void *data)
{
	(void)vcpu_index;
	(void)data;
	if (strcmp(passed->last, boot_stage_name(BOOT_INIT_MEM_MAPPING)) == 0)
		walks_load_final();
}

static void instrument(struct qemu_plugin_insn *insn)
{
	qemu_plugin_register_vcpu_mem_cb(insn, on_access,
					 QEMU_PLUGIN_CB_NO_REGS,
					 QEMU_PLUGIN_MEM_RW, NULL);
	api_count_accesses(insn, &accesses.all);
	if (modelled && loads_root(insn))
		qemu_plugin_register_vcpu_insn_exec_cb(
			insn, on_load_root, QEMU_PLUGIN_CB_NO_REGS, NULL);
}

void memory_instrument(struct qemu_plugin_tb *tb)
{
	size_t insns = qemu_plugin_tb_n_insns(tb);

	for (size_t i = 0; i < insns; i++)
		instrument(qemu_plugin_tb_get_insn(tb, i));
}

int memory_check(struct error *err)
{
	int ret = modelled ? walks_check(err) : 0;

	return ret ? ret : accesses_check(&accesses, err);
}

void memory_print(FILE *file)
{
	accesses_print(&accesses, (const char *const *)phases, file);
}

void memory_print_walks(FILE *file)
{
	walks_print((const char *const *)phases, accesses.phase + 1, file);
}
