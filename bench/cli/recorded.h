/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_RECORDED_H
#define NUMABOOT_RECORDED_H

/*
 * Runs of an earlier session, named by their folders: what they found is
 * printed again without a boot.  They are as they were sealed, or refused.
 */

#include "kernel/symbols.h"
#include "lib/error.h"
#include "machine/topology.h"
#include "workload/workload.h"

/**
 * struct recorded - one such run
 * @label: its arm, topology and mapping
 * @evidence: for its workload; the other members are what it points to
 */
struct recorded {
	char *label;
	struct run_evidence evidence;
	struct topology topology;
	struct symbols *symbols;
};

/** recorded_is - whether a word names the folder of a run */
bool recorded_is(const char *word);

/**
 * recorded_open - get a run's evidence ready to be read
 * @folder: lives as long as @run
 * @workload: that it must be of
 *
 * Return: 0 or -errno; recorded_close() in both cases.
 */
int recorded_open(struct recorded *run, const char *folder,
		  const struct workload *workload, struct error *err);

/** recorded_close - free what recorded_open() made */
void recorded_close(struct recorded *run);

#endif
