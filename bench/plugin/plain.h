/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_PLAIN_H
#define NUMABOOT_PLAIN_H

/*
 * Which instructions always go on to the next one, so that they can be counted
 * together.  What is not known to be plain is not: a wrong yes would make
 * counts wrong, a wrong no only makes them slower.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * insn_is_plain - does the next instruction always begin after this one
 * @bytes: the instruction
 * @size: its length
 * @address: of its first byte: that of 64-bit kernel code has bit 63
 *
 * So it is when it works on registers only and cannot raise an exception: an
 * instruction and the plain ones before it are counted at once.  What is not
 * known to be plain is not.  Register forms mean the same in 16, 32 and 64-bit
 * code.  In the kernel stack, image and per-CPU area are as good as registers:
 * they are memory and always mapped, and a kernel for which they are not does
 * not boot.
 *
 * Opcodes: Intel 64 Software Developer's Manual, volume 2, appendix A.
 */
bool insn_is_plain(const uint8_t *bytes, size_t size, uint64_t address);

#endif
