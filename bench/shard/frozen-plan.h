/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_FROZEN_PLAN_H
#define NUMABOOT_FROZEN_PLAN_H

/*
 * The plan of a frozen folder, as a session boots it.  Kernels, topologies and
 * the modelled CPU are those of the folder, whatever this host has under the
 * same names: nothing is looked up, and nothing is built.
 */

#include "kernel/catalog.h"
#include "plan/plan.h"
#include "session/kernels.h"
#include "shard/frozen.h"

/**
 * struct frozen_plan - what a session is opened with
 * @images: of all arms, @image_count of them
 */
struct frozen_plan {
	struct plan plan;
	struct session_image *images;
	int image_count;
};

/**
 * frozen_plan_make - read it from the folder
 * @frozen: outlives it
 *
 * Writes the modelled CPU's file to the folder's shards/, where there is one.
 *
 * Return: 0 or -errno; frozen_plan_release() in both cases.
 */
int frozen_plan_make(struct frozen_plan *made, const struct frozen *frozen,
		     const struct catalog *catalog, struct error *err);

/** frozen_plan_release - free; a zeroed one is fine */
void frozen_plan_release(struct frozen_plan *made);

#endif
