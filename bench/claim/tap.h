/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_TAP_H
#define NUMABOOT_TAP_H

/*
 * Test points as TAP 13 (testanything.org), which prove(1) reads.  What is in
 * a line cannot end it or begin a directive.
 */

#include <stdio.h>

#include "claim/points.h"

/**
 * tap_print - print all points
 * @out: where
 * @points: a &struct points
 *
 * A skipped point is ok with SKIP and the reason; one that is not ok has its
 * end and reason in a block of YAML behind it.  What ended the session too
 * early is the reason to bail out.
 */
void tap_print(FILE *out, const void *points);

#endif
