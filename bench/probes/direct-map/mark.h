/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_DIRECT_MARK_H
#define NUMABOOT_DIRECT_MARK_H

/*
 * How a row is told to an emulator that counts.  A mark is one store: nothing
 * watches it on other machines, and there it costs next to nothing.
 */

#include "lib/error.h"

/*
 * Stores by which an emulator sees where a row begins and ends: the byte 1
 * at MARK_ADDRESS and the row's mark, and at MARK_ADDRESS itself.
 */
#define MARK_ADDRESS 0x6d61726b0000ULL
#define MARK_END 0
#define MARK_MOST 63

/** mark_map - put a page there, present and writable; Return: 0 or -errno */
int mark_map(struct error *err);

/** mark_store - one store of one byte, which no compiler moves or drops */
static inline void mark_store(unsigned int mark)
{
	*(volatile unsigned char *)(MARK_ADDRESS + mark) = 1;
}

#endif
