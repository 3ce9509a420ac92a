/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_ACCESSES_TRANSLATION_H
#define NUMABOOT_ACCESSES_TRANSLATION_H

/*
 * Where the kernel's virtual pages lie in physical memory, read from a paused
 * guest, and translation.tsv, in which that is kept (docs/accesses.md).  It is
 * one point of the boot, right before init: what was mapped elsewhere earlier
 * is not seen.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/error.h"
#include "workload/workload.h"

#define TRANSLATION_FORMAT "numaboot-translation"
#define TRANSLATION_PAGE_BYTES UINT64_C(4096)

/* Where struct pages are without KASLR (Documentation/arch/x86/x86_64/mm.rst). */
#define VMEMMAP_4_LEVEL UINT64_C(0xffffea0000000000)
#define VMEMMAP_5_LEVEL UINT64_C(0xffd4000000000000)

/** enum translation_region - parts of the virtual address space */
enum translation_region {
	REGION_LOW,	/* below the kernel's half */
	REGION_DIRECT,	/* the direct map of all RAM */
	REGION_VMEMMAP,	/* struct pages */
	REGION_IMAGE,	/* the kernel image's own mapping */
	REGION_VMALLOC,
	REGION_OTHER,	/* the rest of the kernel's half */
	REGION_COUNT,
};

/** struct translation_extent - pages in a row, in both address spaces */
struct translation_extent {
	uint64_t virtual;
	uint64_t physical;
	uint64_t bytes;
};

/** struct translation_list - extents, ascending by virtual address */
struct translation_list {
	struct translation_extent *extents;
	size_t count;
};

/**
 * struct translation - a translation.tsv
 * @levels: of the page tables, 4 or 5
 * @direct_base: virtual address of physical address 0
 * @image_offset: from the image's physical to its virtual addresses
 * @mapped: by region: direct map, vmemmap and image as the page tables had
 *	them
 * @backed: RAM that is more than zeroes never touched; virtual addresses are
 *	the physical ones
 */
struct translation {
	int levels;
	uint64_t direct_base;
	uint64_t image_offset;
	struct translation_list mapped[REGION_COUNT];
	struct translation_list backed;
};

/** translation_stops - where a boot is paused for it, when init is about to run */
extern const struct stop_point translation_stops[];

/**
 * translation_write - walk a paused guest's page tables and RAM
 *
 * Return: 0, -EINVAL for tables that no Linux has, or -errno.
 */
int translation_write(const struct stop_view *view, struct error *err);

/**
 * translation_read - read a run's translation.tsv
 * @translation: filled; release it with translation_release()
 *
 * Return: 0, -errno of the open, -EINVAL with "file:line: found …,
 * expected …".
 */
int translation_read(struct translation *translation, const char *directory,
		     struct error *err);

/** translation_region - the region of a virtual address */
enum translation_region translation_region(const struct translation *t,
					   uint64_t address);

/**
 * translation_find - what the page tables have for a virtual page
 * @list: of its region
 * @physical: set when there is something
 */
bool translation_find(const struct translation_list *list, uint64_t virtual,
		      uint64_t *physical);

/** translation_release - free it; a zeroed one is fine */
void translation_release(struct translation *translation);

#endif
