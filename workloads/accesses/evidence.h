/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_ACCESSES_EVIDENCE_H
#define NUMABOOT_ACCESSES_EVIDENCE_H

/*
 * All that a run says of its accesses, brought together.  The run must have
 * completed; what it says is checked on the way, and doubtful evidence gives
 * no samples.
 */

#include "join.h"
#include "workload/workload.h"

/**
 * evidence_join - join_make() for a completed run
 *
 * Return: 0 or -errno with the sentence set.
 */
int evidence_join(struct joined *joined, const struct run_evidence *evidence,
		  struct error *err);

#endif
