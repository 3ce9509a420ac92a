/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_NIGHT_MOVES_H
#define NUMABOOT_NIGHT_MOVES_H

/*
 * What of early memory lies elsewhere than in another run of the same cell, and
 * which nodes became removable or stopped being so.  Only what is still held
 * at the end of early boot counts; a class that moved is told with both places.
 */

#include <stddef.h>

#include "lib/error.h"
#include "night/functions.h"

/**
 * struct move - a class of reservations, or a node
 * @what: "page-table", or "node 3"
 * @before: where it lay, or "removable" or "not removable"
 * @now: likewise
 */
struct move {
	char *what;
	char *before;
	char *now;
};

/**
 * struct moves - all of them
 * @list: @count of them
 */
struct moves {
	struct move *list;
	size_t count;
};

/**
 * moves_of_classes - classes that lie elsewhere
 * @before: folder of the tables of one run, @now: of the other
 *
 * Without such a workload there are none.
 *
 * Return: 0 or -errno; moves_release() in both cases.
 */
int moves_of_classes(struct moves *moves, const char *before, const char *now,
		     const struct cell_name *cell, struct error *err);

/** moves_of_nodes - nodes that became removable, or stopped; likewise */
int moves_of_nodes(struct moves *moves, const char *before, const char *now,
		   const struct cell_name *cell, struct error *err);

/** moves_release - free; a zeroed one is fine */
void moves_release(struct moves *moves);

#endif
