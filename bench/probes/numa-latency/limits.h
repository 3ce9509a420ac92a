/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_LATENCY_LIMITS_H
#define NUMABOOT_LATENCY_LIMITS_H

/*
 * What only this probe may be asked for in vain: CPUs that load memory, and
 * page sizes.
 */

#include "probes/common/limits.h"
#include "probes/common/nodes.h"
#include "probes/numa-latency/options.h"

/**
 * latency_limits_find - compare what is wanted with what there is
 * @options: page sizes that cannot be had are taken out
 */
void latency_limits_find(struct limits *limits, struct latency_options *options,
			 const struct nodes *nodes);

#endif
