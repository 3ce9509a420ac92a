/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ORACLE_CASES_H
#define ORACLE_CASES_H

/*
 * What memblock is asked.  The cases are the same in every run, and in the
 * same order: kernels are asked alike.
 */

#include "check.h"

/**
 * cases_exhaustive - every query on every map of three and of four cells
 * @check: the comparison
 *
 * At the first page, across 2 GiB, across 4 GiB and at the last address.
 */
void cases_exhaustive(struct check *check);

/**
 * cases_random - searches one after the other on larger maps
 * @check: the comparison
 * @maps: how many maps; always the same ones in the same order
 */
void cases_random(struct check *check, unsigned long maps);

#endif
