/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_ADHOC_H
#define NUMABOOT_ADHOC_H

/*
 * Plans that are made of a command line.  Each option sets a key as a line of
 * a plan's file would, so that nothing is checked twice.
 */

#include <popt.h>

#include "plan/plan.h"

/** adhoc_options - popt's table of options that set the keys of a plan */
const struct poptOption *adhoc_options(void);

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
