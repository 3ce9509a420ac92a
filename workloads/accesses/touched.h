/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_ACCESSES_TOUCHED_H
#define NUMABOOT_ACCESSES_TOUCHED_H

/*
 * accesses.tsv, as the plugin writes it (docs/accesses.md): what was done to
 * which virtual pages, when and by which CPU.  A file that was read adds up.
 */

#include <stddef.h>
#include <stdint.h>

#include "lib/error.h"

#define TOUCHED_PAGE_BYTES UINT64_C(4096)

/* Operations of one boot that are told apart. */
#define TOUCHED_MAX_MARKS 63

/** enum touched_stage - how far the boot is */
enum touched_stage {
	STAGE_FIRMWARE,		/* … and loader, until start_kernel */
	STAGE_BEFORE_SRAT,	/* until initmem_init, which reads SRAT */
	STAGE_AFTER_SRAT,	/* until run_init_process */
	STAGE_INIT,
	STAGE_COUNT,
	STAGE_MARKED = STAGE_COUNT,	/* mark 1; the others follow */
	STAGE_MAX = STAGE_INIT + TOUCHED_MAX_MARKS + 1,
};

/**
 * touched_phase_stage - the stage that a phase of the plugin begins
 * @phase: a milestone, or "mark-" and the number that a program in the guest
 *	has set (docs/direct-map.md): 0 is init's own stage again
 * @stage: left alone by a phase that begins none
 *
 * Return: 0, or -EINVAL for a mark that is no number up to TOUCHED_MAX_MARKS.
 */
int touched_phase_stage(const char *phase, enum touched_stage *stage);

/** touched_stage_names - "firmware", "before-srat", "after-srat", "init" */
extern const char *const touched_stage_names[STAGE_COUNT];

/**
 * struct access_counts - loads and stores
 * @read_bytes: what they moved
 * @written_bytes: the same
 * @fetches: lines that they had from memory, where that was modelled
 */
struct access_counts {
	uint64_t reads;
	uint64_t writes;
	uint64_t read_bytes;
	uint64_t written_bytes;
	uint64_t fetches;
};

/** access_counts_add - @sum += @more for each of @pages pages */
void access_counts_add(struct access_counts *sum,
		       const struct access_counts *more, uint64_t pages);

/**
 * struct touched_pages - virtual pages in a row to each of which the same
 *	was done
 * @cpu: by whom
 * @stage: when
 * @address: of the first
 * @pages: how many
 * @counts: of each
 * @line: of the file
 */
struct touched_pages {
	unsigned int cpu;
	enum touched_stage stage;
	uint64_t address;
	uint64_t pages;
	struct access_counts counts;
	unsigned int line;
};

/**
 * struct touched - all of a boot
 * @path: the file, as given; not owned
 * @total: accesses, as the emulated code counted them by itself
 * @list: by CPU, phase and address
 * @count: how many
 */
struct touched {
	const char *path;
	uint64_t total;
	struct touched_pages *list;
	size_t count;
};

/**
 * touched_read - read and check an accesses.tsv
 * @touched: filled; release it with touched_release()
 *
 * Reads and writes of all pages must add up to the total.
 *
 * Return: 0, -errno of the open, -EINVAL with "file:line: found …,
 * expected …".
 */
int touched_read(struct touched *touched, const char *path,
		 struct error *err);

/** touched_release - free it; a zeroed one is fine */
void touched_release(struct touched *touched);

#endif
