/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_JUNIT_H
#define NUMABOOT_JUNIT_H

/*
 * Test points as the XML that CI servers call JUnit's: one testsuite, and a
 * testcase for each.  It is written by libxml2; characters that XML cannot hold
 * are question marks.
 */

#include <stdio.h>

#include "claim/points.h"

/**
 * junit_print - print all points
 * @out: where
 * @points: a &struct points
 *
 * `time` is seconds on the clock of the host, which is said in a property.
 * What failed in the guest is a failure; what failed around it, or was not
 * booted, is an error.
 */
void junit_print(FILE *out, const void *points);

#endif
