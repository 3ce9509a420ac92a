/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_PAGETABLE_PRINT_H
#define NUMABOOT_PAGETABLE_PRINT_H

/*
 * `numaboot pagetable`, for people: the walks of one run as tables, from its
 * snapshots.
 */

#include <stdio.h>

#include "lib/error.h"
#include "workload/workload.h"

/**
 * pagetable_print - the stops of one run as tables for people
 * @stop: the first; the last one has no function
 *
 * Return: 0 or -errno with @err set.
 */
int pagetable_print(const struct run_evidence *evidence,
		    const struct stop_point *stop, FILE *out,
		    struct error *err);

#endif
