/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_PLACEMENT_PRINT_H
#define NUMABOOT_PLACEMENT_PRINT_H

/*
 * `numaboot placement`, for people.  The numbers are those of the samples,
 * found in the same way.
 */

#include <stdio.h>

#include "lib/error.h"
#include "workload/workload.h"

struct early;

/** placement_print_early - the table of placement_print() */
void placement_print_early(const struct early *early, FILE *out);

/**
 * placement_print_rows - placements.csv of one console
 * @front: what each row begins with, up to its own columns
 */
void placement_print_rows(const struct early *early, const char *front,
			  FILE *out);

/**
 * placement_print - bytes held by class and node, for people
 *
 * Return: 0 or -errno with @err set.
 */
int placement_print(const struct run_evidence *evidence, FILE *out,
		    struct error *err);

/**
 * placement_print_difference - what lies elsewhere in another arm
 * @before: the first arm's run
 * @after: another arm's, on the same topology
 *
 * One line for each class whose bytes differ on some node.
 *
 * Return: 0 or -errno with @err set.
 */
int placement_print_difference(const struct run_evidence *before,
			       const struct run_evidence *after, FILE *out,
			       struct error *err);

#endif
