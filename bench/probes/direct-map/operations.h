/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_DIRECT_OPERATIONS_H
#define NUMABOOT_DIRECT_OPERATIONS_H

/*
 * What the kernel is asked to do.  Only @run is measured; it repeats and
 * counts, and allocates, checks and prints nothing.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "probes/direct-map/work.h"

/**
 * struct operation - what the kernel is asked to do, again and again
 * @name: in rows and options
 * @placed: it works on memory of a node that is chosen
 * @prepare: everything that is not to be measured, one repetition included
 * @run: repeat it, and nothing else; sets @done of the work
 * @locate: is the memory on its node?  Asked before and after; may be NULL
 * @check: did @run find what it had to?  May be NULL
 */
struct operation {
	const char *name;
	bool placed;
	int (*prepare)(struct work *work, struct error *err);
	void (*run)(struct work *work);
	int (*locate)(struct work *work, struct error *err);
	int (*check)(const struct work *work, struct error *err);
};

extern const struct operation operation_read;
extern const struct operation operation_fault;
extern const struct operation operation_fork;
extern const struct operation operation_dentry;
extern const struct operation operation_syscall;

/** enum operation_index - places in operations[] and in options */
enum operation_index {
	OPERATION_READ,
	OPERATION_FAULT,
	OPERATION_FORK,
	OPERATION_DENTRY,
	OPERATION_SYSCALL,
	OPERATION_COUNT,
};

extern const struct operation *const operations[OPERATION_COUNT];

#endif
