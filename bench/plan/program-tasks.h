/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_PROGRAM_TASKS_H
#define NUMABOOT_PROGRAM_TASKS_H

/*
 * What a guest's init is asked to run: the workload's program with the plan's
 * arguments, once or once for each pair of nodes, and by when.
 */

#include "guest/tasks.h"
#include "plan/plan.h"

/**
 * program_tasks - add a deadline and the runs of the workload's program
 * @tasks: what they are added to; nothing when the workload has no program
 *
 * One run for each pair of nodes when the arguments have `%c` or `%m`;
 * docs/guest.md.
 */
void program_tasks(struct guest_tasks *tasks, const struct plan *plan,
		   const struct workload *workload,
		   const struct topology *topology);

#endif
