/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_DIRECT_SAMPLE_H
#define NUMABOOT_DIRECT_SAMPLE_H

/*
 * One operation, done again and again.  What is not to be measured is done
 * before, and thread, memory and findings are checked: what is not as it should
 * be is no sample.
 */

#include <stdint.h>

#include "probes/common/record.h"
#include "probes/direct-map/cells.h"
#include "probes/direct-map/options.h"

/**
 * struct direct_sample - what one row says
 * @number: its place in the order, from 1
 * @block: pass over all cells, from 1
 * @operation: its name
 * @mark: of the row, which is its number; only with --mark
 * @cpu: where; getcpu(2) said so before and after
 * @cpu_nid: its node
 * @memory_nid: on which node's memory; RECORD_NOTHING when the kernel chooses
 * @operations: how often it was done, counted
 * @bytes: memory that this touched
 * @ns: CLOCK_MONOTONIC_RAW; not with --mark
 * @switches: how often the thread lost its CPU against its will
 * @faults: its page faults meanwhile
 */
struct direct_sample {
	uint64_t number;
	uint64_t block;
	const char *operation;
	uint64_t mark;
	uint64_t cpu;
	uint64_t cpu_nid;
	uint64_t memory_nid;
	uint64_t operations;
	uint64_t bytes;
	uint64_t ns;
	uint64_t switches;
	uint64_t faults;
};

/** direct_columns - the fields of a struct direct_sample */
extern const struct record_column direct_columns[];

/**
 * direct_sample_take - do it once
 * @sample: @number and @block are set, the rest is found
 * @seed: of this sample
 *
 * Return: 0, or -errno when it could not be done or is not what it should
 * be: memory or thread elsewhere, operations that failed or found something
 * else.
 */
int direct_sample_take(struct direct_sample *sample,
		       const struct direct_cell *cell,
		       const struct direct_options *options, uint64_t seed,
		       struct error *err);

#endif
