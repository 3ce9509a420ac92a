/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_DIRECT_SAMPLE_H
#define NUMABOOT_DIRECT_SAMPLE_H

#include <stdint.h>
#include <stdio.h>

#include "probes/direct-map/cells.h"
#include "probes/direct-map/options.h"

/**
 * struct direct_sample - what one row says
 * @number: its place in the order, from 1; also its mark
 * @block: pass over all cells, from 1
 * @cell: what was done
 * @cpu: where; getcpu(2) said so before and after
 * @operations: how often it was done, counted
 * @bytes: memory that this touched
 * @ns: CLOCK_MONOTONIC_RAW; not found with --mark
 * @switches: how often the thread lost its CPU against its will
 * @faults: its page faults meanwhile
 */
struct direct_sample {
	uint64_t number;
	uint64_t block;
	const struct direct_cell *cell;
	int cpu;
	uint64_t operations;
	uint64_t bytes;
	uint64_t ns;
	uint64_t switches;
	uint64_t faults;
};

/**
 * direct_sample_take - do it once
 * @sample: @number, @block and @cell are set, the rest is found
 * @seed: of this sample
 *
 * Return: 0, or -errno when it could not be done or is not what it should
 * be: memory or thread elsewhere, operations that failed or found something
 * else.
 */
int direct_sample_take(struct direct_sample *sample,
		       const struct direct_options *options, uint64_t seed,
		       struct error *err);

/** direct_sample_print_names - the line of column names */
void direct_sample_print_names(FILE *out);

/** direct_sample_print - the sample as one line */
void direct_sample_print(FILE *out, const struct direct_sample *sample,
			 const struct direct_options *options);

#endif
