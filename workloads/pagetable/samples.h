/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_PAGETABLE_SAMPLES_H
#define NUMABOOT_PAGETABLE_SAMPLES_H

/*
 * Snapshots of page tables as samples, with what the metrics mean.  A snapshot
 * says everything: nothing is walked or read from the guest here.  Workload
 * footprint has a part of the same metrics.
 */

#include <jansson.h>

#include "lib/error.h"
#include "machine/pagetable.h"
#include "workload/workload.h"
#include "workload/sample.h"

extern const struct metric pagetable_metrics[];

/**
 * pagetable_emit - samples of one stop
 * @snapshot: its pagetable.STOP.json
 * @topology: what the guest was given
 *
 * Return: 0 or -errno with @err set.
 */
int pagetable_emit(const json_t *snapshot, const struct topology *topology,
		   const struct sample_sink *sink, struct error *err);

/**
 * pagetable_emit_steps - how many calls built the direct map
 * @snapshot: of the finished direct map
 *
 * Return: 0 or -errno with @err set.
 */
int pagetable_emit_steps(const json_t *snapshot,
			 const struct sample_sink *sink, struct error *err);

/**
 * pagetable_emit_touched - what the guest's RAM took of the host's memory
 *
 * Return: 0 or -errno with @err set.
 */
int pagetable_emit_touched(const json_t *snapshot,
			   const struct sample_sink *sink,
			   struct error *err);

/**
 * pagetable_emit_counters - how far the kernel's counters are explained
 * @first: snapshot of the finished direct map, with the calls that built it
 * @last: snapshot of the last stop
 * @guest: the guest's DirectMap4k, 2M and 1G in pages, or GUEST_IMPOSSIBLE: of
 *	such a size nothing is explained
 *
 * Return: 0 or -errno with @err set.
 */
int pagetable_emit_counters(const json_t *first, const json_t *last,
			    const int64_t guest[PAGETABLE_SIZES],
			    const struct sample_sink *sink,
			    struct error *err);

#endif
