/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_ACCESSES_REPORT_H
#define NUMABOOT_ACCESSES_REPORT_H

/*
 * `numaboot accesses`, for people.  The numbers are those of the samples,
 * found in the same way.
 */

#include <stdio.h>

#include "lib/error.h"
#include "workload/workload.h"

/**
 * accesses_report - what a boot accessed on which node, for people
 *
 * Return: 0 or -errno with @err set.
 */
int accesses_report(const struct run_evidence *evidence, FILE *out,
		    struct error *err);

/**
 * accesses_report_difference - what another arm accesses elsewhere
 * @before: the first arm's run
 * @after: another arm's, on the same topology
 *
 * A line for each class that is read or written by a KiB more or less.
 *
 * Return: 0 or -errno with @err set.
 */
int accesses_report_difference(const struct run_evidence *before,
			       const struct run_evidence *after, FILE *out,
			       struct error *err);

#endif
