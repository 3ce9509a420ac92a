/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_PROFILED_H
#define NUMABOOT_PROFILED_H

/*
 * A recorded run as the rest of this folder sees it: its call graph and what
 * it is of.  All of it comes from the folder of the run's evidence, wherever
 * that is, so a copy of the folder says the same.
 */

#include "graph.h"
#include "lib/error.h"

/**
 * struct profiled - one run
 * @graph: what it executed
 * @title: arm, topology and mapping, one line
 */
struct profiled {
	struct graph graph;
	char *title;
};

/**
 * profiled_read - read a run's evidence
 * @evidence: its folder
 *
 * Return: 0 or -errno; released by profiled_release() in both cases.
 */
int profiled_read(struct profiled *run, const char *evidence,
		  struct error *err);

/**
 * profiled_check_machines - counts of one machine only can be compared
 *
 * Return: 0 or -EINVAL.
 */
int profiled_check_machines(const struct profiled *a, const struct profiled *b,
			    struct error *err);

/** profiled_release - free; a zeroed one is fine */
void profiled_release(struct profiled *run);

#endif
