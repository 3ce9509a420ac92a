/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_FLOW_H
#define NUMABOOT_FLOW_H

/*
 * Where an instruction may lead, by its bytes alone: 64-bit code, Intel SDM
 * volume 2.  What is not known is FLOW_NEXT.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * enum flow - where an instruction may lead
 *
 * Those up to FLOW_JUMP say all their targets themselves.
 */
enum flow {
	FLOW_NEXT,	/* to the instruction behind it */
	FLOW_JUMP,	/* there, or to one known target */
	FLOW_JUMP_ANY,	/* to an address from a register or memory */
	FLOW_CALL,	/* to a known function that will return */
	FLOW_CALL_ANY,	/* to any function that will return */
	FLOW_RETURN,	/* to an address from the stack */
	FLOW_TRAP,	/* into the kernel: syscall, sysenter, int */
	FLOW_RESUME,	/* back from there: iret, sysret, sysexit, rsm */
};

/**
 * flow_decode - what an instruction of 64-bit code does to the flow
 * @bytes: the instruction
 * @size: its length
 * @address: of its first byte
 * @target: of FLOW_JUMP and FLOW_CALL, else 0
 *
 * Opcodes: Intel 64 Software Developer's Manual, volume 2, appendix A.
 */
enum flow flow_decode(const uint8_t *bytes, size_t size, uint64_t address,
		      uint64_t *target);

#endif
