/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_DEAL_H
#define NUMABOOT_DEAL_H

/*
 * Which shard boots which cell of a plan.  Cells of the exact engine are dealt
 * one by one, in the order of the boots; of timed ones whole blocks are, since
 * what is compared within a block must be of one host.  The same cells are
 * dealt in the same way anywhere.
 */

#include <stdbool.h>

#include "evidence/cellrecord.h"
#include "lib/error.h"

/* More hosts than anybody has, and what an array job takes by default. */
#define DEAL_SHARDS_MAX 1000

/**
 * struct deal - how the cells of a session are dealt
 * @cells: @cell_count of them, in the order of the boots; not owned
 * @timed: of the timed engine
 * @canary: the run that every shard boots, or NULL
 * @count: how many shards there are
 */
struct deal {
	const struct cell_record *cells;
	size_t cell_count;
	bool timed;
	const char *canary;
	int count;
};

/**
 * deal_check - is there something to boot for every shard?
 * @units: blocks of timed cells, or cells without the canary
 *
 * Return: 0 or -EINVAL.
 */
int deal_check(int count, int units, bool timed, struct error *err);

/**
 * deal_cells - the shard of each cell, from 1; 0 of the canary
 * @shards: one for each cell
 *
 * Return: 0, or -EINVAL: a shard would have nothing to boot.
 */
int deal_cells(const struct deal *deal, int *shards, struct error *err);

#endif
