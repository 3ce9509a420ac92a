/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_LATENCY_SAMPLE_H
#define NUMABOOT_LATENCY_SAMPLE_H

/*
 * One measurement.  Everything is mapped, bound, written and running before
 * the clock starts; pages, CPU, steps and sums are checked, and what is not as
 * it should be is no sample.
 */

#include <stdint.h>

#include "probes/common/record.h"
#include "probes/numa-latency/cells.h"

/**
 * struct latency_sample - a row: what one measurement found
 * @number: its place in the order, from 1
 * @block: pass over all cells, from 1
 * @kind: "latency" or "bandwidth"
 * @cpu: where; getcpu(2) said so before and after
 * @cpu_nid, @memory_nid: nodes of the CPU and of the memory
 * @page_bytes: as struct buffer
 * @load: percent of their time that other CPUs read
 * @bytes: memory that was read
 * @stride: bytes per step
 * @extra: further instructions per step
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
	const char *kind;
	uint64_t cpu;
	uint64_t cpu_nid;
	uint64_t memory_nid;
	uint64_t page_bytes;
	uint64_t load;
	uint64_t bytes;
	uint64_t stride;
	uint64_t extra;
	uint64_t steps;
	uint64_t ns;
	uint64_t load_threads;
	uint64_t load_bytes;
	uint64_t pages;
	uint64_t huge_bytes;
	uint64_t switches;
	uint64_t faults;
};

/** latency_columns - the fields of a struct latency_sample */
extern const struct record_column latency_columns[];

/**
 * latency_sample_take - measure once
 * @sample: @number and @block are set, the rest is found
 * @seed: of this sample
 *
 * Return: 0 or -errno when it could not be measured or is not what it
 * should be: pages elsewhere, the thread elsewhere, steps lost.
 */
int latency_sample_take(struct latency_sample *sample,
			const struct latency_cell *cell,
			const struct latency_options *options, uint64_t seed,
			struct error *err);

#endif
