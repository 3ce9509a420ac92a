/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_BISECT_MEASURE_H
#define NUMABOOT_BISECT_MEASURE_H

/*
 * One look of a bisection: a kernel is built, booted in one cell under the exact
 * engine, and its number read.  Nothing is taken for a number that is none.
 */

#include "bisect/record.h"
#include "bisect/value.h"
#include "kernel/catalog.h"
#include "plan/plan.h"

/**
 * struct bisect_question - what is asked of each kernel
 * @wanted: the number
 * @topology: of the cell
 * @mapping: of the cell
 * @parameters: `+PARAMETER…` of the arm, or ""
 * @workloads: which are booted, with blanks between them
 * @out: folder for the boots
 */
struct bisect_question {
	struct value_wanted wanted;
	const char *topology;
	const char *mapping;
	const char *parameters;
	const char *workloads;
	const char *out;
};

/**
 * bisect_plan - a plan of some arms in the cell
 * @arms: NULL-terminated; without the question's parameters
 * @workloads: instead of the question's
 *
 * Return: 0 or as plan_check(); plan_release() in both cases.
 */
int bisect_plan(struct plan *plan, const struct catalog *catalog,
		const struct bisect_question *question,
		const char *const *arms, const char *workloads,
		struct error *err);

/**
 * bisect_measure - build and boot a kernel
 * @kernel: as arms name it
 * @known: candidates that were looked at; one of the same image has its value
 *	without a boot
 * @index: of @known, which becomes what is found
 *
 * Return: 0, also when it does not build or its boot ends otherwise; -errno when
 * this host cannot tell.
 */
int bisect_measure(const struct bisect_question *question,
		   const struct catalog *catalog, const char *kernel,
		   struct bisect_record *known, size_t index,
		   struct error *err);

#endif
