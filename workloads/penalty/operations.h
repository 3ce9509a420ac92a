/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_PENALTY_OPERATIONS_H
#define NUMABOOT_PENALTY_OPERATIONS_H

/*
 * What the guest's program did under which mark, by its own rows.  Marks are
 * what the plugin knows, names are what people read; each operation has one
 * mark.
 */

#include <stdint.h>

#include "../accesses/touched.h"
#include "evidence/run.h"
#include "lib/error.h"

/**
 * struct operations - what direct-map did in a guest, by mark
 * @list: those without a @name were not done; index 0 is not used
 *
 * A @name is that of the operation, and "-nodeN" where its memory is on a
 * chosen node, as in "read-node2".
 */
struct operations {
	struct operation {
		char name[48];
		uint64_t count;
	} list[TOUCHED_MAX_MARKS + 1];
};

/**
 * operations_read - take the rows of direct-map from a run's guest.jsonl
 *
 * Return: 0, -errno of the file, -EINVAL with the sentence set for rows that
 * are none of direct-map --mark or name the same twice, and without any.
 */
int operations_read(struct operations *operations,
		    const struct run_evidence *evidence, struct error *err);

#endif
