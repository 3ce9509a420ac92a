/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_REGISTRY_H
#define NUMABOOT_REGISTRY_H

/*
 * Which workloads there are.  registry.def has a line for each, and nothing
 * else lists them: help texts, errors, commands, tables, lists of the
 * documentation and completions are made from here.  The order never changes
 * while a program runs.
 */

#include "workload/workload.h"

/** workloads_all - every workload, ending with NULL */
const struct workload *const *workloads_all(void);

/** workloads_find - the workload of that name, or NULL */
const struct workload *workloads_find(const char *name);

/** workloads_names - "accesses, count, …", for messages; not to be freed */
const char *workloads_names(void);

#endif
