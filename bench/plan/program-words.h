/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_PROGRAM_WORDS_H
#define NUMABOOT_PROGRAM_WORDS_H

/*
 * The words by which the guest's init runs a workload's program, once or once
 * for each pair of nodes.  What they say is settled before the first boot.
 */

#include "plan/plan.h"

/**
 * program_words - what tells a guest's init to run the workload's program
 *
 * " deadline=SECONDS run=NAME,ARGUMENT…", with one `run` for each pair of
 * nodes when the arguments have `%c` or `%m`; docs/guest.md.
 *
 * Return: "" when the workload has no program; the caller frees.
 */
char *program_words(const struct plan *plan, const struct workload *workload,
		    const struct topology *topology);

#endif
