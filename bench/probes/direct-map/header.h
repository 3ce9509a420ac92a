/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_DIRECT_HEADER_H
#define NUMABOOT_DIRECT_HEADER_H

#include <stdio.h>

#include "probes/common/facts.h"
#include "probes/common/nodes.h"
#include "probes/direct-map/options.h"

/**
 * header_print - the lines that begin with # before the rows
 *
 * The kernel's own count of what its direct map consists of is among them
 * (DirectMap4k and so on in /proc/meminfo); the time is not when @options
 * ask for marks, since then every run is to say the same.
 */
void header_print(FILE *out, const struct direct_options *options,
		  const struct facts *facts, const struct nodes *nodes);

#endif
