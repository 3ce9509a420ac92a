/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_INSTRUMENT_H
#define NUMABOOT_INSTRUMENT_H

/*
 * How emulated code is made to count.  Instructions that are certain to run
 * one after the other are counted at once, at the first: the counts are those
 * of counting each by itself, wherever something looks at them.
 */

#include "plugin/api.h"
#include "plugin/counts.h"

/**
 * struct run - instructions that are counted at once, when the first begins
 * @insn: the first one, NULL when there is none
 * @cost: what they add to
 * @length: how many
 * @open: the next one will begin for certain
 *
 * Start from a zeroed one for each block of code.
 */
struct run {
	struct qemu_plugin_insn *insn;
	struct counter *cost;
	uint64_t length;
	bool open;
};

/**
 * instrument_count - have emulated code count the next instruction
 * @function: whose calls it adds to when it is the @first of it
 * @cost: what it adds itself to
 * @alone: something looks at the counts right before it
 */
void instrument_count(struct run *run, struct qemu_plugin_insn *insn,
		      struct counter *function, bool first,
		      struct counter *cost, bool alone);

/** instrument_end_run - no instruction follows */
void instrument_end_run(struct run *run);

/** instrument_note_call - counts_note_call() when a block ends with a call */
void instrument_note_call(struct qemu_plugin_insn *last,
			  struct counts *counts);

#endif
