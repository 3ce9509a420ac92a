/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_VCPU_H
#define NUMABOOT_VCPU_H

/*
 * The registers of a paused CPU that say where it is and how it translates: a
 * snapshot, which is out of date as soon as the guest runs on.
 */

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
