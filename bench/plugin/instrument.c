// SPDX-License-Identifier: GPL-2.0-only
#include "plugin/instrument.h"

#include "plugin/flow.h"
#include "plugin/plain.h"

#define PAGE_SIZE 4096
#define MAX_INSN_SIZE 15

void instrument_end_run(struct run *run)
{
	if (run->insn)
		api_count(run->insn, &run->cost->insns, run->length);
	*run = (struct run){ 0 };
}

/*
 * QEMU shows an instruction that crosses a page at the end of a block, cut at
 * the page, and then leaves it to the next block.
 */
static bool may_cross_page(const struct qemu_plugin_insn *insn)
{
	return PAGE_SIZE - qemu_plugin_insn_vaddr(insn) % PAGE_SIZE <
	       MAX_INSN_SIZE;
}

void instrument_count(struct run *run, struct qemu_plugin_insn *insn,
		      struct counter *function, bool first,
		      struct counter *cost, bool alone)
{
	const uint8_t *bytes = api_insn_bytes(insn);
	size_t size = qemu_plugin_insn_size(insn);
	bool rep = insn_is_rep_string(bytes, size);

	if (first)
		api_count(insn, &function->calls, 1);
	if (first || rep || alone || !run->open || run->cost != cost ||
	    may_cross_page(insn))
		instrument_end_run(run);
	if (rep) {
		api_count(insn, &cost->rep, 1);
		return;
	}
	if (!run->insn)
		*run = (struct run){ .insn = insn, .cost = cost };
	run->length++;
	run->open = insn_is_plain(bytes, size,
				  qemu_plugin_insn_vaddr(insn));
}

void instrument_note_call(struct qemu_plugin_insn *last,
			  struct counts *counts)
{
	uint64_t address = qemu_plugin_insn_vaddr(last), target;
	enum flow flow = flow_decode(api_insn_bytes(last),
				     qemu_plugin_insn_size(last), address,
				     &target);

	if (flow == FLOW_CALL)
		counts_note_call(counts, address, target);
}
