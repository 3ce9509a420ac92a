/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_PLAN_LABEL_H
#define NUMABOOT_PLAN_LABEL_H

/*
 * What arms are called.  A label is a variant's name, the user's own, or made of
 * a path: its last name, with as many more in front as tell it from the other
 * kernels of the plan.  It depends on the words of the plan alone, so that a
 * plan has the same names on every host.
 */

#include "plan/plan.h"

/** label_length - of the LABEL of LABEL=KERNEL, 0 without one */
size_t label_length(const char *text);

/**
 * labels_make - name all arms of a plan
 *
 * Return: 0, or -EINVAL: a label is that of another kernel, or two arms have
 * one name.
 */
int labels_make(struct plan *plan, const struct catalog *catalog,
		struct error *err);

#endif
