/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_ADHOC_H
#define NUMABOOT_ADHOC_H

#include <popt.h>

#include "plan/plan.h"

/** adhoc_table - options that set the keys of a plan */
extern const struct poptOption adhoc_table[];

/**
 * adhoc_make - a plan of the words of a command line
 * @name: of the plan
 * @workloads: which are run unless --workload says otherwise
 * @arms: NULL-terminated
 *
 * Return: 0 or -errno, as plan_set() and plan_check().
 */
int adhoc_make(struct plan *plan, const struct catalog *catalog,
	       const char *name, const char *workloads, const char **arms,
	       struct error *err);

#endif
