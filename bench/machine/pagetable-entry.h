/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_PAGETABLE_ENTRY_H
#define NUMABOOT_PAGETABLE_ENTRY_H

/*
 * One entry of a page table: what it is, what it maps.  Bits by the Intel SDM,
 * volume 3A, chapter 4.  An entry that a CPU would fault on is an error here,
 * with its place, and never guessed at.
 */

#include "machine/pagetable.h"

/* Bits of an entry (Intel SDM volume 3A, tables 4-14 to 4-20). */
#define ENTRY_PRESENT (UINT64_C(1) << 0)
#define ENTRY_WRITABLE (UINT64_C(1) << 1)
#define ENTRY_USER (UINT64_C(1) << 2)
#define ENTRY_WRITE_THROUGH (UINT64_C(1) << 3)
#define ENTRY_CACHE_DISABLE (UINT64_C(1) << 4)
#define ENTRY_LARGE (UINT64_C(1) << 7)
#define ENTRY_PAT_4K (UINT64_C(1) << 7)
#define ENTRY_GLOBAL (UINT64_C(1) << 8)
#define ENTRY_PAT_LARGE (UINT64_C(1) << 12)
#define ENTRY_NO_EXECUTE (UINT64_C(1) << 63)
#define ENTRY_ADDRESS UINT64_C(0x000ffffffffff000)

/** enum entry_kind - what an entry is */
enum entry_kind {
	ENTRY_EMPTY,	/* all bits are zero */
	ENTRY_ABSENT,	/* not present, but not zero either */
	ENTRY_TABLE,	/* points to a table of the next level */
	ENTRY_LEAF,	/* maps a page */
};

/**
 * struct entry - one entry and where it was found
 * @table: physical address of its table
 * @level: of that table
 * @index: in the table
 * @value: its 64 bits
 */
struct entry {
	uint64_t table;
	int level;
	int index;
	uint64_t value;
};

/**
 * entry_classify - say what an entry is, or why a CPU would fault on it
 *
 * Return: 0 or -EINVAL.
 */
int entry_classify(const struct pagetable_mode *mode,
		   const struct entry *entry, enum entry_kind *kind,
		   struct error *err);

/** entry_reject - say where an entry is; Return: -@code */
int entry_reject(const struct pagetable_mode *mode, const struct entry *entry,
		 int code, const char *expected, struct error *err);

/** entry_size - the page that a leaf of this level maps */
enum pagetable_size entry_size(int level);

/** entry_frame - the physical address of a leaf's page */
uint64_t entry_frame(const struct entry *entry);

/**
 * entry_keeps_frame - was a page withdrawn that belongs to this frame?
 * @frame: the frame in question
 *
 * Linux clears the present bit and leaves the frame, since 4.19 inverted
 * so that a CPU with L1TF cannot use it (arch/x86/include/asm/
 * pgtable-invert.h).
 */
bool entry_keeps_frame(const struct entry *entry, uint64_t frame);

/** entry_shift - address bits that one entry of a level spans */
static inline int entry_shift(int level)
{
	return 12 + 9 * (level - 1);
}

#endif
