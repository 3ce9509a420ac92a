/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_PAGETABLE_H
#define NUMABOOT_PAGETABLE_H

/*
 * The x86-64 page tables of a paused guest, read from its RAM.  Source: Intel
 * SDM volume 3A, chapter 4; AMD64 APM volume 2, chapter 5.  What is counted
 * and how: docs/pagetable.md.  A walk ends whatever the tables are, and trusts
 * no entry: what a CPU would refuse is an error.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/error.h"
#include "machine/guestmem.h"
#include "machine/vcpu.h"

#define PAGETABLE_ENTRIES 512
#define PAGETABLE_BYTES 4096

/* Levels are numbered from the leaves, 1 to 5; index 0 is not used. */
#define PAGETABLE_LEVELS 6

/** enum pagetable_size - what one entry maps */
enum pagetable_size {
	PAGETABLE_4K,
	PAGETABLE_2M,
	PAGETABLE_1G,
	PAGETABLE_SIZES
};

/** pagetable_size_name - "4K", "2M" or "1G" */
const char *pagetable_size_name(enum pagetable_size size);

/** pagetable_size_bytes - bytes of such a page */
uint64_t pagetable_size_bytes(enum pagetable_size size);

/**
 * struct pagetable_mode - how a CPU translates
 * @root: physical address of the top table
 * @levels: 4 or 5
 * @no_execute: bit 63 of an entry is no-execute; else it is reserved
 * @physical_bits: width of physical addresses; higher bits are reserved
 */
struct pagetable_mode {
	uint64_t root;
	int levels;
	bool no_execute;
	unsigned int physical_bits;
};

/**
 * pagetable_mode_of - read a CPU's mode from its registers
 *
 * Return: 0, or -EINVAL when it does not translate in long mode.
 */
int pagetable_mode_of(struct pagetable_mode *mode, const struct vcpu *vcpu,
		      struct error *err);

/** pagetable_level_name - Linux's name: pte, pmd, pud, p4d, pgd (the top) */
const char *pagetable_level_name(const struct pagetable_mode *mode,
				 int level);

/**
 * struct pagetable_level - the tables of one level
 * @pages: tables, by the node they lie on
 * @low: those of them that lie below 4 GiB
 * @unused: entries of those that are zero
 */
struct pagetable_level {
	uint64_t pages[TOPOLOGY_MAX_NODES];
	uint64_t low[TOPOLOGY_MAX_NODES];
	uint64_t unused[TOPOLOGY_MAX_NODES];
};

/** enum pagetable_region - parts of the address space that are told apart */
enum pagetable_region {
	PAGETABLE_DIRECT,	/* the direct map of all RAM */
	PAGETABLE_IMAGE,	/* the kernel image's own mapping, 512 MiB */
	PAGETABLE_REST,
	PAGETABLE_REGIONS
};

/**
 * struct pagetable_part - what maps one region
 * @levels: tables that map nothing outside the region; others are of the
 *	rest, the top table among them
 * @leaves: entries that map a page, by size
 * @withdrawn: direct map only: entries that are not present but keep the
 *	frame that belongs there, by size
 */
struct pagetable_part {
	struct pagetable_level levels[PAGETABLE_LEVELS];
	uint64_t leaves[PAGETABLE_SIZES];
	uint64_t withdrawn[PAGETABLE_SIZES];
};

/**
 * struct pagetable_extent - pages that follow each other in both address
 *	spaces and are alike
 * @rights: writable, executable, for user mode, global: "wxug" with "-"
 *	for what it is not; "" where it does not matter
 * @page: their size, PAGETABLE_SIZES where it does not matter
 * @pat: index into the page attribute table, which is the memory type
 */
struct pagetable_extent {
	uint64_t virtual;
	uint64_t physical;
	uint64_t bytes;
	char rights[5];
	enum pagetable_size page;
	int pat;
};

/**
 * struct pagetable_map - a mapping, as the longest extents there are
 * @extents: ascending by virtual address
 * @count: how many
 *
 * It depends only on what is mapped to where, never on where the tables
 * lie or in which order they were made.
 */
struct pagetable_map {
	struct pagetable_extent *extents;
	size_t count;
};

/**
 * struct pagetable - the result of a walk
 * @mode: how it was walked
 * @direct_base: virtual address at which the direct map begins
 * @parts: by region
 * @mapping: the direct map's present pages
 * @frames: the direct map's present and withdrawn pages, whatever their
 *	size, rights and type
 */
struct pagetable {
	struct pagetable_mode mode;
	uint64_t direct_base;
	struct pagetable_part parts[PAGETABLE_REGIONS];
	struct pagetable_map mapping;
	struct pagetable_map frames;
};

/**
 * pagetable_walk - read all tables below a root
 * @table: overwritten; release it in every case
 *
 * Each table is read at most once, so that no set of tables, however
 * corrupt, keeps it busy for long.
 *
 * Return: 0; -EFAULT for a table outside RAM; -EINVAL for an entry that the
 * CPU would refuse or a table at two places where Linux has none; -ENOENT
 * without a direct map; or as guestmem_read().
 */
int pagetable_walk(struct pagetable *table, const struct guestmem *memory,
		   const struct pagetable_mode *mode, struct error *err);

/**
 * pagetable_translate - the physical address of a virtual one
 *
 * Return: 0; -ENOENT when it is not mapped; or as pagetable_walk().
 */
int pagetable_translate(const struct guestmem *memory,
			const struct pagetable_mode *mode, uint64_t virtual,
			uint64_t *physical, struct error *err);

/**
 * pagetable_map_text - a mapping as tab-separated lines with a header
 *
 * Return: a string that the caller frees.  Equal mappings have equal texts.
 */
char *pagetable_map_text(const struct pagetable_map *map);

/** pagetable_release - free what a walk allocated */
void pagetable_release(struct pagetable *table);

#endif
