/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_LATENCY_SAMPLE_H
#define NUMABOOT_LATENCY_SAMPLE_H

#include <stdint.h>
#include <stdio.h>

#include "probes/numa-latency/cells.h"

/**
 * struct latency_sample - what one measurement found
 * @number: its place in the order, from 1
 * @block: pass over all cells, from 1
 * @cell: what was measured
 * @cpu: where; getcpu(2) said so before and after
 * @bytes: memory that was read
 * @steps: reads that were counted
 * @ns: CLOCK_MONOTONIC_RAW
 * @load_threads: threads that read too
 * @load_bytes: what they read meanwhile
 * @pages: pages of 4 KiB that were on the node, before as well as after
 * @huge_bytes: bytes in pages of 2 MiB
 * @switches: how often the thread lost its CPU against its will
 * @faults: page faults meanwhile
 */
struct latency_sample {
	uint64_t number;
	uint64_t block;
	const struct latency_cell *cell;
	int cpu;
	uint64_t bytes;
	uint64_t steps;
	uint64_t ns;
	uint64_t load_threads;
	uint64_t load_bytes;
	uint64_t pages;
	uint64_t huge_bytes;
	uint64_t switches;
	uint64_t faults;
};

/**
 * sample_take - measure once
 * @sample: @number, @block and @cell are set, the rest is found
 * @seed: of this sample
 *
 * Return: 0 or -errno when it could not be measured or is not what it
 * should be: pages elsewhere, the thread elsewhere, steps lost.
 */
int sample_take(struct latency_sample *sample,
		const struct latency_options *options, uint64_t seed,
		struct error *err);

/** sample_print_names - the line of column names */
void sample_print_names(FILE *out);

/** sample_print - the sample as one line */
void sample_print(FILE *out, const struct latency_sample *sample,
		  const struct latency_options *options);

#endif
