// SPDX-License-Identifier: GPL-2.0-only
#include "plugin/plain.h"

#include <string.h>

#define FS 0x64
#define GS 0x65
#define REX_B 1
#define REX_X 2

/* Upper half of the 48-bit and, with five levels, the 57-bit space. */
#define KERNEL_HALF (UINT64_C(1) << 63)
/* Where the image is mapped; modules and fixed mappings come behind. */
#define IMAGE_FIRST UINT64_C(0xffffffff80000000)
#define IMAGE_BYTES UINT64_C(0x20000000)

/* Neither lock nor rep: these change what an instruction is. */
static bool is_harmless_prefix(uint8_t byte)
{
	static const uint8_t legacy[] = {
		0x26, 0x2e, 0x36, 0x3e, 0x64, 0x65, 0x66, 0x67,
	};

	return (byte & 0xf0) == 0x40 || memchr(legacy, byte, sizeof(legacy));
}

static bool is_register(uint8_t modrm)
{
	return modrm >> 6 == 3;
}

static unsigned int extension(uint8_t modrm)
{
	return modrm >> 3 & 7;
}

/* Without a ModRM byte: immediates, accumulator, flags. */
static bool is_plain_alone(uint8_t opcode)
{
	static const uint8_t others[] = {
		0x98, 0x99, 0xa8, 0xa9,		/* cwd, cdq, test */
		0xf5, 0xf8, 0xf9, 0xfc, 0xfd,	/* cmc, clc, stc, cld, std */
	};

	if (opcode < 0x40)
		return (opcode & 7) == 4 || (opcode & 7) == 5;
	return (opcode & 0xf8) == 0x90 || (opcode & 0xf0) == 0xb0 ||
	       memchr(others, opcode, sizeof(others));
}

/* With a ModRM byte that names a register. */
static bool is_plain_register(uint8_t opcode, uint8_t modrm)
{
	static const uint8_t others[] = {
		0x63, 0x69, 0x6b,		/* movslq, imul */
		0x80, 0x81, 0x83,		/* arithmetic, immediate */
		0xc0, 0xc1, 0xd0, 0xd1, 0xd2, 0xd3,	/* shifts */
	};

	if (opcode < 0x40)
		return (opcode & 7) < 4;
	switch (opcode) {
	case 0xc6:	/* mov, but xabort and xbegin */
	case 0xc7:
		return extension(modrm) == 0;
	case 0xf6:	/* test, not, neg, mul, but div */
	case 0xf7:
		return extension(modrm) < 6;
	case 0xfe:	/* inc, dec */
	case 0xff:
		return extension(modrm) < 2;
	}
	/* test, xchg, mov */
	return (opcode >= 0x84 && opcode <= 0x8b) ||
	       memchr(others, opcode, sizeof(others));
}

static bool is_plain_two_bytes(uint8_t opcode, uint8_t modrm)
{
	static const uint8_t others[] = {
		0xa3, 0xab, 0xb3, 0xbb, 0xba,	/* bit tests */
		0xa4, 0xa5, 0xac, 0xad,		/* double shifts */
		0xaf, 0xb6, 0xb7, 0xbc, 0xbd, 0xbe, 0xbf,
	};

	if (opcode == 0x1f)	/* nop, does not access what it names */
		return true;
	if ((opcode & 0xf8) == 0xc8)	/* bswap */
		return true;
	return is_register(modrm) &&
	       ((opcode & 0xf0) == 0x40 || (opcode & 0xf0) == 0x90 ||
		memchr(others, opcode, sizeof(others)));
}

/* An instruction without its prefixes, and those that matter. */
struct insn {
	const uint8_t *bytes;
	size_t size;
	uint64_t next;
	uint8_t rex;
	uint8_t segment;
};

static struct insn strip_prefixes(const uint8_t *bytes, size_t size,
				  uint64_t address)
{
	struct insn insn = { bytes, size, .next = address + size };

	for (; insn.size && is_harmless_prefix(*insn.bytes); insn.size--) {
		uint8_t prefix = *insn.bytes++;

		insn.rex = (prefix & 0xf0) == 0x40 ? prefix : 0;
		if (prefix == FS || prefix == GS)
			insn.segment = prefix;
	}
	return insn;
}

/* (%rsp) or disp(%rsp): no index, the base is not r12. */
static bool is_stack(const struct insn *insn, uint8_t sib)
{
	return !(insn->rex & (REX_X | REX_B)) && (sib & 0x3f) == 0x24;
}

/* A displacement of 32 bits and nothing else. */
static bool is_absolute(const struct insn *insn, uint8_t modrm, uint8_t sib)
{
	return !(insn->rex & REX_X) && modrm >> 6 == 0 && (sib & 0x3f) == 0x25;
}

/* disp(%rip) within the image: a fixed mapping may be a device. */
static bool is_image(const struct insn *insn, const uint8_t *disp, size_t size)
{
	uint32_t offset;

	if (size < sizeof(offset))
		return false;
	offset = disp[0] | disp[1] << 8 | disp[2] << 16 |
		 (uint32_t)disp[3] << 24;
	return insn->next + (uint64_t)(int32_t)offset - IMAGE_FIRST <
	       IMAGE_BYTES;
}

/*
 * Memory that the kernel always has: its image by %rip, its stack by %rsp, its
 * per-CPU area by %gs.
 */
static bool is_own_memory(const struct insn *insn, const uint8_t *modrm,
			  size_t size)
{
	bool gs = insn->segment == GS;

	if (!size || is_register(modrm[0]) || insn->segment == FS)
		return false;
	if ((modrm[0] & 0xc7) == 0x05)
		return gs || is_image(insn, modrm + 1, size - 1);
	if ((modrm[0] & 7) != 4 || size < 2)
		return false;
	return gs ? is_absolute(insn, modrm[0], modrm[1]) :
		    is_stack(insn, modrm[1]);
}

/* Those whose memory is where ModRM says: bit tests by register are not. */
static bool is_plain_memory_two_bytes(uint8_t opcode)
{
	static const uint8_t others[] = {
		0xa4, 0xa5, 0xac, 0xad, 0xaf, 0xb6, 0xb7, 0xba, 0xbe, 0xbf,
	};

	return (opcode & 0xf0) == 0x40 || (opcode & 0xf0) == 0x90 ||
	       memchr(others, opcode, sizeof(others));
}

static bool is_plain_in_kernel(const struct insn *insn)
{
	const uint8_t *bytes = insn->bytes;

	if ((bytes[0] & 0xf0) == 0x50 || bytes[0] == 0x68 || bytes[0] == 0x6a)
		return true;	/* push, pop */
	if (insn->size < 2)
		return false;
	if (bytes[0] == 0x0f)
		return is_plain_memory_two_bytes(bytes[1]) &&
		       is_own_memory(insn, bytes + 2, insn->size - 2);
	return is_plain_register(bytes[0], bytes[1]) &&
	       is_own_memory(insn, bytes + 1, insn->size - 1);
}

bool insn_is_plain(const uint8_t *bytes, size_t size, uint64_t address)
{
	struct insn insn = strip_prefixes(bytes, size, address);

	bytes = insn.bytes;
	if (!insn.size)
		return false;
	if (address >= KERNEL_HALF && is_plain_in_kernel(&insn))
		return true;
	if (bytes[0] == 0x0f)
		return insn.size > 1 &&
		       is_plain_two_bytes(bytes[1],
					  insn.size > 2 ? bytes[2] : 0);
	if (is_plain_alone(bytes[0]))
		return true;
	if (insn.size < 2)
		return false;
	if (bytes[0] == 0x8d)	/* lea */
		return !is_register(bytes[1]);
	return is_register(bytes[1]) && is_plain_register(bytes[0], bytes[1]);
}
