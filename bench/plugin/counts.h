/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_COUNTS_H
#define NUMABOOT_COUNTS_H

/*
 * A counter for every function of the kernel, and one for each kind of code
 * that no symbol covers.  Emulated code adds to the counters directly.  Every
 * instruction has exactly one: the sum of all is what the machine executed.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "kernel/sysmap.h"

/* Code that no symbol covers, by where and when it runs. */
enum counts_pseudo {
	COUNTS_FIRMWARE,
	COUNTS_LOADER,
	COUNTS_USER,
	COUNTS_OTHER,
	COUNTS_PSEUDO,
};

/*
 * Where the 32-bit entry of a bzImage's protected-mode part lies
 * (code32_start, Documentation/arch/x86/boot.rst).
 */
#define COUNTS_LOADER_ENTRY UINT64_C(0x100000)

/**
 * struct counter - what one function executed
 * @insns: instructions other than @rep
 * @rep: executions of rep-prefixed string instructions
 * @calls: executions of the function's first instruction
 *
 * Emulated code adds to these directly.
 */
struct counter {
	uint64_t insns;
	uint64_t rep;
	uint64_t calls;
};

/**
 * struct counts - counters for every address
 * @map: the kernel's functions
 * @counters: COUNTS_PSEUDO of them, then one for each function of @map
 * @kernel_entered: an address of the kernel was translated
 * @loader_entered: the loader's entry was translated
 * @watched: of each counter: a milestone looks at its instructions
 * @last: the function looked up last
 * @kept: NULL, or @counters as they were at counts_keep()
 * @pool: instructions that no counter has yet, or NULL
 * @calls: call instructions that were translated and lead from one function
 *	to another
 * @stray_calls: those that do not lead to the first byte of one
 * @stray: where the first of these is
 * @stray_target: where it leads
 */
struct counts {
	struct sysmap map;
	struct counter *counters;
	bool kernel_entered;
	bool loader_entered;
	bool *watched;
	const struct sysmap_function *last;
	struct counter *kept;
	const struct counter *pool;
	uint64_t calls;
	uint64_t stray_calls;
	uint64_t stray;
	uint64_t stray_target;
};

/**
 * counts_open - read the symbols and make the counters
 * @path: System.map, sorted or not
 *
 * Return: 0 or -errno with the sentence set.
 */
int counts_open(struct counts *counts, const char *path, struct error *err);

/**
 * counts_at - the counter of an instruction that is being translated
 * @address: virtual address of the instruction
 * @first: set when it is the first one of a function
 *
 * Addresses outside the kernel's half mean different things as a boot goes
 * on.  Translation comes right before the first execution, so what was
 * translated so far tells how far the boot is.
 */
struct counter *counts_at(struct counts *counts, uint64_t address,
			  bool *first);

/** counts_count - how many counters there are */
size_t counts_count(const struct counts *counts);

/** counts_watch - a milestone looks at a function, NULL: before the kernel */
void counts_watch(struct counts *counts,
		  const struct sysmap_function *function);

/** counts_name - name of the function of a counter */
const char *counts_name(const struct counts *counts, size_t index);

/**
 * counts_note_call - does a call lead where the symbols say functions begin
 * @from: address of the call instruction
 * @target: where it leads
 */
void counts_note_call(struct counts *counts, uint64_t from, uint64_t target);

/**
 * counts_check_calls - do the symbols belong to the code that ran
 *
 * Return: 0, or -EINVAL with the sentence set.
 */
int counts_check_calls(const struct counts *counts, struct error *err);

/** counts_total - sum of all counters, calls left at 0 */
struct counter counts_total(const struct counts *counts);

/**
 * counts_keep - from here on, all that is executed is later
 *
 * Once init runs, what a guest executes is its compiler's, too.
 */
void counts_keep(struct counts *counts);

/**
 * counts_print - the function lines of a profile
 *
 * After counts_keep() they say what was executed before, and "[later]" the
 * rest: in every case they add up to counts_total().
 */
void counts_print(const struct counts *counts, FILE *file);

/**
 * insn_is_rep_string - is this a string instruction with a rep prefix
 * @bytes: the instruction
 * @size: its length
 *
 * QEMU executes it once for each iteration.
 */
bool insn_is_rep_string(const uint8_t *bytes, size_t size);

#endif
