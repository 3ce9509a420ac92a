/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_CALLGRIND_H
#define NUMABOOT_CALLGRIND_H

/*
 * A call graph in callgrind's format.  The file has every function that
 * executed something and every call between two of them; what functions
 * executed themselves adds up to the totals, and an inclusive cost is counted
 * once in a recursion.
 */

#include <stdio.h>

#include "graph.h"
#include "kernel/lines.h"

/**
 * callgrind_print - a call graph as callgrind_annotate and KCachegrind read it
 * @lines: where the functions stand; may be empty
 * @description: "desc:" lines, NULL-terminated
 *
 * Format: Valgrind User Manual, "Callgrind Format Specification", version
 * 1.  A function that is running already when it is called again is FUNCTION'2,
 * as with callgrind's --separate-recs=2: so the inclusive cost of FUNCTION is
 * exact and no cycle takes in half the kernel.
 */
void callgrind_print(const struct graph *graph,
		     const struct lines *lines,
		     const char *const *description, FILE *file);

#endif
