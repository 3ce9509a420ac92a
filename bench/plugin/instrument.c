// SPDX-License-Identifier: GPL-2.0-only
#include "plugin/instrument.h"

#include "plugin/flow.h"

static void add_one(struct qemu_plugin_insn *insn, uint64_t *counter)
{
	qemu_plugin_register_vcpu_insn_exec_inline(insn,
						   QEMU_PLUGIN_INLINE_ADD_U64,
						   counter, 1);
}

void instrument_count(struct qemu_plugin_insn *insn, struct counter *function,
		      bool first, struct counter *cost)
{
	if (first)
		add_one(insn, &function->calls);
	if (insn_is_rep_string(qemu_plugin_insn_data(insn),
			       qemu_plugin_insn_size(insn)))
		add_one(insn, &cost->rep);
	else
		add_one(insn, &cost->insns);
}

void instrument_note_call(struct qemu_plugin_insn *last,
			  struct counts *counts)
{
	uint64_t address = qemu_plugin_insn_vaddr(last), target;
	enum flow flow = flow_decode(qemu_plugin_insn_data(last),
				     qemu_plugin_insn_size(last), address,
				     &target);

	if (flow == FLOW_CALL)
		counts_note_call(counts, address, target);
}
