// SPDX-License-Identifier: GPL-2.0-only
#include "plugin/memory.h"

#include <stdlib.h>

#include "lib/alloc.h"
#include "plugin/accesses.h"

/* Blocks of 256 KiB that may be met: 64 GiB in all phases together. */
#define LIMIT (1 << 18)

static struct accesses accesses;

static void end_phase(const char *phase)
{
	(void)phase;
	accesses.phase++;
}

int memory_open(struct milestones *milestones, struct error *err)
{
	int ret = accesses_open(&accesses, LIMIT, err);

	milestones->on_pass = end_phase;
	return ret;
}

static void on_access(unsigned int vcpu_index, qemu_plugin_meminfo_t info,
		      uint64_t address, void *data)
{
	(void)data;
	accesses_count(&accesses, vcpu_index, address,
		       1U << qemu_plugin_mem_size_shift(info),
		       qemu_plugin_mem_is_store(info));
}

void memory_instrument(struct qemu_plugin_tb *tb)
{
	size_t insns = qemu_plugin_tb_n_insns(tb);

	for (size_t i = 0; i < insns; i++) {
		struct qemu_plugin_insn *insn = qemu_plugin_tb_get_insn(tb, i);

		qemu_plugin_register_vcpu_mem_cb(insn, on_access,
						 QEMU_PLUGIN_CB_NO_REGS,
						 QEMU_PLUGIN_MEM_RW, NULL);
		qemu_plugin_register_vcpu_mem_inline(insn, QEMU_PLUGIN_MEM_RW,
						     QEMU_PLUGIN_INLINE_ADD_U64,
						     &accesses.all, 1);
	}
}

int memory_check(struct error *err)
{
	return accesses_check(&accesses, err);
}

void memory_print(const struct milestones *milestones, FILE *file)
{
	const char **phases = xcalloc(milestones->passed, sizeof(*phases));

	for (size_t i = 0; i < milestones->count; i++) {
		const struct milestone *milestone = &milestones->list[i];

		if (milestone->order)
			phases[milestone->order - 1] = milestone->name;
	}
	accesses_print(&accesses, phases, file);
	free(phases);
}
