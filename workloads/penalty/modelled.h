/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_PENALTY_MODELLED_H
#define NUMABOOT_PENALTY_MODELLED_H

/*
 * All that a boot on the mmu has told, brought together and checked: every
 * mark that accesses or walks were counted under has a name from the guest's
 * program.
 */

#include "../accesses/join.h"
#include "mmu/parameters.h"
#include "operations.h"
#include "workload/workload.h"
#include "walked.h"

/**
 * struct penalty - all that a modelled boot has told
 * @parameters: of the CPU
 * @operations: what the program in the guest did
 * @joined: loads and stores
 * @walked: page walks
 */
struct penalty {
	struct mmu_parameters parameters;
	struct operations operations;
	struct joined joined;
	struct walked walked;
};

/**
 * penalty_read - read and check the evidence of a completed run
 *
 * Return: 0 or -errno with the sentence set.
 */
int penalty_read(struct penalty *penalty, const struct run_evidence *evidence,
		 struct error *err);

/**
 * penalty_stage_name - "init", "read-node2", …
 *
 * Return: NULL for a mark that was not set.
 */
const char *penalty_stage_name(const struct penalty *penalty, int stage);

#endif
