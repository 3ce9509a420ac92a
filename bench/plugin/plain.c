// SPDX-License-Identifier: GPL-2.0-only
#include "plugin/plain.h"

#include <string.h>

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

/* With the register form of a ModRM byte. */
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

bool insn_is_plain(const uint8_t *bytes, size_t size)
{
	while (size && is_harmless_prefix(*bytes)) {
		bytes++;
		size--;
	}
	if (!size)
		return false;
	if (bytes[0] == 0x0f)
		return size > 1 &&
		       is_plain_two_bytes(bytes[1], size > 2 ? bytes[2] : 0);
	if (is_plain_alone(bytes[0]))
		return true;
	if (size < 2)
		return false;
	if (bytes[0] == 0x8d)	/* lea */
		return !is_register(bytes[1]);
	return is_register(bytes[1]) && is_plain_register(bytes[0], bytes[1]);
}
