/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_ACCESSES_REPORT_H
#define NUMABOOT_ACCESSES_REPORT_H

#include <stdio.h>

#include "lib/error.h"
#include "run/workload.h"

/**
 * accesses_report - what a boot accessed on which node, for people
 *
 * Return: 0 or -errno with @err set.
 */
int accesses_report(const struct run_evidence *evidence, FILE *out,
		    struct error *err);

#endif
