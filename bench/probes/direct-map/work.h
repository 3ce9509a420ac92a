/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_DIRECT_WORK_H
#define NUMABOOT_DIRECT_WORK_H

/*
 * An operation's state.  What it needs is set before it is prepared, what it
 * has found is for its check; work_release() fits at any time.
 */

#include <stdint.h>

#include "lib/error.h"
#include "probes/common/buffer.h"
#include "probes/common/nodes.h"
#include "probes/direct-map/backing.h"

/**
 * struct work - one operation while it is prepared, repeated and checked
 * @memory_node: whose memory it works on; NULL when the kernel chooses
 * @count: how often
 * @seed: of everything random in it
 * @backing: what `read` reads
 * @read_bytes: how much of it at once
 * @buffer_bytes: how large that is
 * @done: repetitions that went well
 * @error_number: errno of the one that did not, else 0
 * @bytes: memory that they touched
 * @faults: page faults of this thread meanwhile
 * @buffer: memory of @memory_node
 * @fd: what is read or looked in, else -1
 * @origin: offset in @fd of the first byte of @buffer
 * @position, @sum: where `read` is and what it has found
 * @last_position, @last_sum: what they are to be in the end
 */
struct work {
	const struct node *memory_node;
	uint64_t count;
	uint64_t seed;
	enum backing backing;
	uint64_t read_bytes;
	uint64_t buffer_bytes;
	uint64_t done;
	int error_number;
	uint64_t bytes;
	uint64_t faults;
	struct buffer buffer;
	int fd;
	uint64_t origin;
	uint64_t position;
	uint64_t sum;
	uint64_t last_position;
	uint64_t last_sum;
};

/**
 * work_locate_buffer - is every page of @buffer small and on its node?
 *
 * Return: 0, -EXDEV when it is not, or -errno.
 */
int work_locate_buffer(struct work *work, struct error *err);

/** work_release - give back what was prepared */
void work_release(struct work *work);

#endif
