/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef COST_POINTS_H
#define COST_POINTS_H

/*
 * What is asked of memblock, and at which sizes: the points of a measurement.
 * They are the same in every run and in the same order, so that rows of two
 * runs and of two kernels pair by number.
 */

#include <stdbool.h>

#include "measure.h"
#include "state.h"

/**
 * struct point - one operation at one size
 * @operation: what is done, "find"
 * @variant: what of it, "walk"
 * @place: where reserved regions lie
 * @bottom_up: the mode
 * @map: whose shape the memory has; "made" or "e820"
 * @shape: the same
 * @regions: in the array that the operation is about
 * @nodes: that the memory is dealt out to
 */
struct point {
	const char *operation;
	const char *variant;
	enum state_place place;
	bool bottom_up;
	const char *map;
	const struct shape *shape;
	unsigned int regions;
	unsigned int nodes;
};

/**
 * points_visit - every point, in order
 * @most: no point has more regions
 * @e820: a real map's shape; without ranges its points are left out
 */
void points_visit(unsigned int most, const struct shape *e820,
		  void (*visit)(const struct point *point,
				const struct operation *operation));

/** points_place - "near", "spread" or "" */
const char *points_place(enum state_place place);

#endif
