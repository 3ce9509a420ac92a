/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_ACCESSES_H
#define NUMABOOT_ACCESSES_H

/*
 * Loads and stores of a boot, counted by CPU, phase and virtual page.  Each is
 * counted on exactly one page, that of its first byte, while its bytes go to
 * the pages that they lie in.  All room is taken at the start: counting never
 * allocates.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "lib/error.h"

/* x86's smallest page; addresses have 57 bits that mean something. */
#define ACCESSES_PAGE_SHIFT 12
#define ACCESSES_PAGE_BYTES (UINT64_C(1) << ACCESSES_PAGE_SHIFT)
#define ACCESSES_BLOCK_PAGES 64

/**
 * struct access_counts - what was done to a page
 * @reads: loads whose first byte it has
 * @writes: stores whose first byte it has
 * @read_bytes: bytes of it that loads took, wherever they begin
 * @written_bytes: bytes of it that stores changed, wherever they begin
 * @fetches: lines that those which begin on it had from memory
 */
struct access_counts {
	uint64_t reads;
	uint64_t writes;
	uint64_t read_bytes;
	uint64_t written_bytes;
	uint64_t fetches;
};

/**
 * struct access_block - neighbouring pages, as one CPU met them in one phase
 * @address: virtual address of the first
 * @cpu: who accessed them
 * @phase: in the order in which milestones were passed, from 0
 * @pages: of each page
 */
struct access_block {
	uint64_t address;
	uint32_t cpu;
	uint32_t phase;
	struct access_counts pages[ACCESSES_BLOCK_PAGES];
};

/**
 * struct accesses - the memory accesses of a boot, by virtual page
 * @blocks: @count of them, in the order of their first access
 * @limit: room for so many; the host backs only what is used
 * @slots: hash table of indexes into @blocks, plus 1; 0 is free
 * @slot_mask: number of slots less 1
 * @phase: the phase that runs
 * @all: accesses that emulated code counted by itself
 * @lost: accesses that found no room
 */
struct accesses {
	struct access_block *blocks;
	size_t count;
	size_t limit;
	uint32_t *slots;
	uint64_t slot_mask;
	uint32_t phase;
	uint64_t all;
	uint64_t lost;
};

/**
 * accesses_open - make room, once for the whole boot
 * @limit: blocks, a power of two; counting never allocates
 *
 * Return: 0 or -errno with the sentence set.
 */
int accesses_open(struct accesses *accesses, size_t limit, struct error *err);

/** accesses_close - give the room back */
void accesses_close(struct accesses *accesses);

/**
 * accesses_count - a CPU has accessed memory
 * @address: virtual address of the first byte
 * @size: bytes, at most ACCESSES_PAGE_BYTES
 * @store: it was a store, else a load
 * @fetches: lines that it had from memory, 0 when nobody knows
 *
 * An access that reaches into the next page counts on the first one; each
 * page gets the bytes that lie in it.
 */
void accesses_count(struct accesses *accesses, uint32_t cpu,
		    uint64_t address, uint32_t size, bool store,
		    uint32_t fetches);

/**
 * accesses_check - was every access counted on its page
 *
 * Return: 0, or -EINVAL with the sentence set.
 */
int accesses_check(const struct accesses *accesses, struct error *err);

/**
 * accesses_print - the file that docs/accesses.md describes
 * @phases: name of each phase
 *
 * Sorts the blocks: nothing can be counted after it.
 */
void accesses_print(struct accesses *accesses, const char *const *phases,
		    FILE *file);

#endif
