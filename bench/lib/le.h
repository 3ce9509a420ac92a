/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_LE_H
#define NUMABOOT_LE_H

/*
 * Little-endian numbers in bytes of any alignment, as x86 images have them.
 */

#include <stdint.h>

/** le16 - of two bytes */
static inline uint16_t le16(const unsigned char *at)
{
	return (uint16_t)(at[0] | at[1] << 8);
}

/** le32 - of four bytes */
static inline uint32_t le32(const unsigned char *at)
{
	return le16(at) | (uint32_t)le16(at + 2) << 16;
}

/** le64 - of eight bytes */
static inline uint64_t le64(const unsigned char *at)
{
	return le32(at) | (uint64_t)le32(at + 4) << 32;
}

#endif
