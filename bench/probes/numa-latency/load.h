/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_LOAD_H
#define NUMABOOT_LOAD_H

/*
 * Other CPUs that press on a node's memory while one is measured.  Each of
 * their threads keeps to a CPU of its own and checks what it reads.
 */

#include <stddef.h>
#include <stdint.h>

#include "lib/error.h"
#include "probes/common/nodes.h"

/**
 * struct load_setup - what is to press on a node's memory
 * @node: whose CPUs stream
 * @spared_cpu: but not this one
 * @nid: the node that they stream from
 * @bytes: shared out among them
 * @page_bytes: as struct buffer
 * @percent: share of its time that each one reads, 1 to 100
 */
struct load_setup {
	const struct node *node;
	int spared_cpu;
	int nid;
	uint64_t bytes;
	uint64_t page_bytes;
	unsigned int percent;
};

struct streamer;

/** struct load - @count threads that stream, each on a CPU of its own */
struct load {
	struct streamer *streamers;
	size_t count;
};

/**
 * load_start - start the threads and wait until each of them reads
 *
 * Return: 0, -ETIMEDOUT, or -errno; end it with load_stop() in any case.
 */
int load_start(struct load *load, const struct load_setup *setup,
	       struct error *err);

/** load_bytes - what all threads have read since they were started */
uint64_t load_bytes(const struct load *load);

/**
 * load_stop - end the threads and free their memory
 *
 * Return: 0, or -errno when one of them read wrong words, left its CPU or
 * found pages on another node.
 */
int load_stop(struct load *load, struct error *err);

#endif
