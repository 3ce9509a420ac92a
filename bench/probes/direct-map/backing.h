/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_DIRECT_BACKING_H
#define NUMABOOT_DIRECT_BACKING_H

/*
 * What the operation `read` reads.
 */

#include <stdbool.h>
#include <stdint.h>

#include "lib/error.h"
#include "probes/common/buffer.h"

/**
 * enum backing - memory that can be both placed and read through the kernel
 * @BACKING_ANY: the first one that there is
 * @BACKING_MEMFD: a file in memory (memfd_create(2)): read from page cache
 * @BACKING_MEM: this process's own memory (/proc/self/mem), for kernels
 *		 without CONFIG_MEMFD_CREATE
 *
 * Files of ramfs would not do: their pages cannot be put on a node whose
 * memory is all movable.
 */
enum backing {
	BACKING_ANY,
	BACKING_MEMFD,
	BACKING_MEM,
};

/** backing_name - in options and in the header */
const char *backing_name(enum backing backing);

/** backing_parse - the other way round; Return: false for no such name */
bool backing_parse(const char *name, enum backing *backing);

/**
 * backing_find - what is there?
 * @backing: BACKING_ANY becomes one of the others
 *
 * Return: 0, or -errno when what was named is not there.
 */
int backing_find(enum backing *backing, struct error *err);

/**
 * backing_open - memory of a node, and a descriptor that reads it
 * @buffer: release it in any case
 * @fd: -1 or to be closed
 * @origin: offset in @fd of its first byte
 *
 * Return: 0 or -errno.
 */
int backing_open(enum backing backing, uint64_t bytes, int nid,
		 struct buffer *buffer, int *fd, uint64_t *origin,
		 struct error *err);

#endif
