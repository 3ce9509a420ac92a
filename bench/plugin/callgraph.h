/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_CALLGRAPH_H
#define NUMABOOT_CALLGRAPH_H

/*
 * The call graph: every instruction is counted for the call path that it runs
 * in.  One for the plugin, as emulated code adds to it.  The sum over all
 * paths is the sum over all functions.
 */

#include <stdio.h>

#include "plugin/api.h"
#include "plugin/counts.h"
#include "plugin/milestones.h"

/**
 * callgraph_open - begin, before the first instruction
 * @counts: gets the costs in the end
 * @milestones: begin the phases; call back from now on
 */
void callgraph_open(struct counts *counts, struct milestones *milestones);

/** callgraph_instrument - register what a block of code must call */
void callgraph_instrument(struct qemu_plugin_tb *tb,
			  struct milestones *milestones);

/**
 * callgraph_finish - all has been executed
 *
 * The counters of @counts get the costs of their functions, as if they had
 * been counted there.
 */
void callgraph_finish(const struct milestones *milestones);

/** callgraph_print - the call graph's file (docs/profile.md) */
void callgraph_print(const struct milestones *milestones, FILE *file);

#endif
