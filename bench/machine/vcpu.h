/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_VCPU_H
#define NUMABOOT_VCPU_H

/*
 * The registers of a CPU that say where it is, whether it rests there, and,
 * while it is paused, how it translates: a snapshot, which is out of date as
 * soon as the guest runs on.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/error.h"
#include "machine/qmp.h"

/**
 * struct vcpu - a paused CPU: where it is and how it translates addresses
 * @rip: next instruction
 * @rsp: stack pointer
 * @rdi: first argument on entry to a function
 * @rsi: the second (System V ABI, AMD64 supplement, 3.2.3)
 * @cr0: control register 0; bit 31 is paging
 * @cr3: where the top table is
 * @cr4: bit 5 is PAE, bit 12 is five levels (LA57)
 * @efer: bit 10 is long mode, bit 11 is no-execute
 * @physical_bits: width of its physical addresses (CPUID 0x80000008)
 */
struct vcpu {
	uint64_t rip;
	uint64_t rsp;
	uint64_t rdi;
	uint64_t rsi;
	uint64_t cr0;
	uint64_t cr3;
	uint64_t cr4;
	uint64_t efer;
	unsigned int physical_bits;
};

/**
 * struct vcpu_rest - where a CPU is, and whether it waits there
 * @rip: next instruction; of a CPU that halted, the one behind HLT
 * @halted: it waits for an interrupt
 * @interruptible: one would wake it (RFLAGS.IF)
 * @is_reset: it has not run since its reset
 */
struct vcpu_rest {
	uint64_t rip;
	bool halted;
	bool interruptible;
	bool is_reset;
};

/**
 * vcpu_parse_rest - take them from the text of `info registers`
 * @rests: of each CPU in the text, in its order
 * @most: room in @rests
 *
 * The text is of one CPU, or of all (-a) with `CPU#N` before each.  A CPU
 * that is not in 64-bit mode has EIP and EFL.
 *
 * Return: how many CPUs there are, at most @most; 0 when the text has not what
 * is needed.
 */
size_t vcpu_parse_rest(struct vcpu_rest *rests, size_t most,
		       const char *text);

/** vcpu_is_stuck - it will never do anything again by itself */
bool vcpu_is_stuck(const struct vcpu_rest *rest);

/**
 * vcpu_parse - take the registers from the text of `info registers`
 *
 * Registers are found by name: the gdb stub has them by position only, and
 * in 7.2 gives control registers a size that depends on the CPU's mode.
 *
 * Return: 0, or -EPROTO with the register that is missing.
 */
int vcpu_parse(struct vcpu *vcpu, const char *text, struct error *err);

/**
 * vcpu_read - ask QEMU for a CPU of a paused guest
 * @index: from 0
 *
 * Return: 0, -EPROTO for an answer without what we need, or as
 * qmp_execute().
 */
int vcpu_read(struct vcpu *vcpu, struct qmp *qmp, unsigned int index,
	      uint64_t deadline_ns, struct error *err);

#endif
