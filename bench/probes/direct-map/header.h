/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_DIRECT_HEADER_H
#define NUMABOOT_DIRECT_HEADER_H

/*
 * Facts that only this probe prints.  None of them is another one in a second
 * run with --mark: those are to say the same.
 */

#include <stdio.h>

#include "probes/direct-map/options.h"

/**
 * header_print - facts before the rows
 *
 * The kernel's own count of what its direct map consists of (DirectMap4k and
 * so on in /proc/meminfo), and the options.
 */
void header_print(FILE *out, const struct direct_options *options);

#endif
