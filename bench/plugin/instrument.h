/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_INSTRUMENT_H
#define NUMABOOT_INSTRUMENT_H

#include "plugin/counts.h"
#include "plugin/qemu-plugin-api.h"

/**
 * instrument_count - have emulated code count an instruction
 * @function: whose calls it adds to when it is the @first of it
 * @cost: what it adds itself to
 */
void instrument_count(struct qemu_plugin_insn *insn, struct counter *function,
		      bool first, struct counter *cost);

/** instrument_note_call - counts_note_call() when a block ends with a call */
void instrument_note_call(struct qemu_plugin_insn *last,
			  struct counts *counts);

#endif
