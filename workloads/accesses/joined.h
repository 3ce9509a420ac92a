/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_ACCESSES_JOINED_H
#define NUMABOOT_ACCESSES_JOINED_H

/*
 * All that a run says of its accesses, brought together.  The run must have
 * completed; what it says is checked on the way, and doubtful evidence gives
 * no samples.
 */

#include "join.h"
#include "workload/workload.h"

/**
 * joined_read - join_make() for a completed run
 *
 * Return: 0 or -errno with the sentence set.
 */
int joined_read(struct joined *joined, const struct run_evidence *evidence,
		  struct error *err);

#endif
