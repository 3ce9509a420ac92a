// SPDX-License-Identifier: GPL-2.0-only
#include "plugin/flow.h"

#include <string.h>

/* Of an instruction without its prefixes. */
struct opcode {
	const uint8_t *bytes;
	size_t size;
	uint64_t next;
};

static bool is_prefix(uint8_t byte)
{
	static const uint8_t legacy[] = {
		0x26, 0x2e, 0x36, 0x3e, 0x64, 0x65, 0x66, 0x67,
		0xf0, 0xf2, 0xf3,
	};

	return (byte & 0xf0) == 0x40 || memchr(legacy, byte, sizeof(legacy));
}

/* Relative displacements are the last bytes, signed, little endian. */
static uint64_t relative_target(const struct opcode *opcode, size_t width)
{
	const uint8_t *at = opcode->bytes + opcode->size - width;

	if (width == 1)
		return opcode->next + (uint64_t)(int8_t)at[0];
	return opcode->next +
	       (uint64_t)(int32_t)(at[0] | at[1] << 8 | at[2] << 16 |
				   (uint32_t)at[3] << 24);
}

static enum flow decode_two_bytes(const struct opcode *opcode,
				  uint64_t *target)
{
	uint8_t second = opcode->size > 1 ? opcode->bytes[1] : 0;

	switch (second) {
	case 0x05:	/* syscall */
	case 0x34:	/* sysenter */
		return FLOW_TRAP;
	case 0x07:	/* sysret */
	case 0x35:	/* sysexit */
	case 0xaa:	/* rsm */
		return FLOW_RESUME;
	}
	if ((second & 0xf0) != 0x80 || opcode->size < 6)
		return FLOW_NEXT;
	*target = relative_target(opcode, 4);	/* jcc rel32 */
	return FLOW_JUMP;
}

/* Opcode 0xff: the register field of ModRM says which one. */
static enum flow decode_group5(const struct opcode *opcode)
{
	uint8_t modrm = opcode->size > 1 ? opcode->bytes[1] : 0;

	switch (modrm >> 3 & 7) {
	case 2:
	case 3:
		return FLOW_CALL_ANY;
	case 4:
	case 5:
		return FLOW_JUMP_ANY;
	}
	return FLOW_NEXT;
}

static enum flow decode_relative(const struct opcode *opcode, size_t width,
				 enum flow flow, uint64_t *target)
{
	if (opcode->size <= width)
		return FLOW_NEXT;
	*target = relative_target(opcode, width);
	return flow;
}

static enum flow decode(const struct opcode *opcode, uint64_t *target)
{
	uint8_t first = opcode->bytes[0];

	switch (first) {
	case 0x0f:
		return decode_two_bytes(opcode, target);
	case 0xff:
		return decode_group5(opcode);
	case 0xe8:	/* call rel32 */
		return decode_relative(opcode, 4, FLOW_CALL, target);
	case 0xe9:	/* jmp rel32 */
		return decode_relative(opcode, 4, FLOW_JUMP, target);
	case 0xeb:	/* jmp rel8 */
		return decode_relative(opcode, 1, FLOW_JUMP, target);
	case 0xc2:	/* ret */
	case 0xc3:
	case 0xca:	/* far ret */
	case 0xcb:
		return FLOW_RETURN;
	case 0xcc:	/* int3 */
	case 0xcd:	/* int */
		return FLOW_TRAP;
	case 0xcf:	/* iret */
		return FLOW_RESUME;
	}
	/* jcc rel8; loop, jrcxz */
	if ((first & 0xf0) == 0x70 || (first & 0xfc) == 0xe0)
		return decode_relative(opcode, 1, FLOW_JUMP, target);
	return FLOW_NEXT;
}

enum flow flow_decode(const uint8_t *bytes, size_t size, uint64_t address,
		      uint64_t *target)
{
	struct opcode opcode = { bytes, size, address + size };

	*target = 0;
	while (opcode.size && is_prefix(*opcode.bytes)) {
		opcode.bytes++;
		opcode.size--;
	}
	return opcode.size ? decode(&opcode, target) : FLOW_NEXT;
}
