/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_MEMBLOCK_COST_H
#define NUMABOOT_MEMBLOCK_COST_H

/*
 * The memblock.c of one arm, measured in user space: compiled by
 * kernels/cost/build, run by QEMU's user emulation, counted by the plugin.
 * Counts are exact: two measurements of one source give the same rows.
 */

#include <stdint.h>
#include <stdio.h>

#include "kernel/symbols.h"
#include "lib/error.h"

/** enum cost_part - what of memblock.c executed */
enum cost_part {
	COST_FIND,	/* group memblock.find */
	COST_RESERVE,
	COST_ITERATE,
	COST_OTHER,
	COST_PARTS,
};

/**
 * struct cost_row - one operation at one size
 * @text: its own columns, as kernels/cost prints them
 * @insns: instructions, by part
 */
struct cost_row {
	const char *text;
	uint64_t insns[COST_PARTS];
};

/**
 * struct cost_program - the program of one arm
 * @folder: what was compiled; removed by cost_close()
 */
struct cost_program {
	char *folder;
};

/**
 * cost_open - compile
 * @tree: a kernel tree, or part_open()'s
 *
 * Return: 0 or -errno; cost_close() in both cases.
 */
int cost_open(struct cost_program *program, const char *tree,
	      struct error *err);

/**
 * cost_count - run it counted
 * @words: of kernels/cost/main.c, NULL-terminated
 * @head: the column names that it prints; the caller frees
 * @take: called for each row, in order
 *
 * Return: the program's exit code 0 or 1, or -errno.
 */
int cost_count(const struct cost_program *program, const char *const *words,
	       const struct symbols *symbols, char **head,
	       void (*take)(const struct cost_row *row, void *context),
	       void *context, struct error *err);

/** cost_time - run it by this host's clock; its output goes to @out */
int cost_time(const struct cost_program *program, const char *const *words,
	      FILE *out, struct error *err);

/** cost_close - remove what was compiled */
void cost_close(struct cost_program *program);

#endif
