/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_PLAN_LAYOUT_H
#define NUMABOOT_PLAN_LAYOUT_H

/*
 * The layout control of a plan: its first arm is booted once more in each cell,
 * with a command line that is padded to another length.  That moves what lies
 * behind the line in the guest's memory and is no change of the kernel: what
 * it does to a metric, layout alone can do.  It is none of the plan's arms.
 */

#include <stdbool.h>

#include "plan/plan.h"

/** layout_arm - the control's name, BASELINE#layout; the caller frees */
char *layout_arm(const struct plan *plan);

/**
 * layout_set - take `yes` or `no` for a plan's control
 *
 * Return: 0 or -EINVAL.
 */
int layout_set(struct plan *plan, const char *value, struct error *err);

/**
 * layout_has - whether a plan has the control
 *
 * Unless it is said, plans of the exact engine that compare arms have it.
 */
bool layout_has(const struct plan *plan);

/**
 * layout_covers - whether cells of this workload are booted once more
 *
 * Not those that only measure times: one boot says nothing of them.
 */
bool layout_covers(const struct plan *plan, const struct workload *workload);

/** layout_boots - how many boots a plan has for it */
int layout_boots(const struct plan *plan);

/**
 * layout_check - refuse what cannot have the control or has its name
 *
 * Return: 0 or -EINVAL.
 */
int layout_check(const struct plan *plan, struct error *err);

#endif
