/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_WORKLOADS_H
#define NUMABOOT_WORKLOADS_H

#include "workload/workload.h"

/** workloads_all - every workload, ending with NULL */
const struct workload *const *workloads_all(void);

/** workloads_find - the workload of that name, or NULL */
const struct workload *workloads_find(const char *name);

/** workloads_names - "count, placement, …", for messages */
const char *workloads_names(void);

#endif
