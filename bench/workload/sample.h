/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_SAMPLE_H
#define NUMABOOT_SAMPLE_H

/*
 * How a workload gives its numbers away.  A sink belongs to one run and one
 * workload: it takes metrics that the workload declares, and has no stream
 * but samples.csv and the workload's own tables.
 */

#include <stdint.h>
#include <stdio.h>

#include "lib/error.h"
#include "workload/workload.h"

/**
 * struct sample_sink - where a workload puts its numbers
 * @samples: rows of samples.csv
 * @tables: rows of the workload's own tables, in the order of their
 *	declaration; table_row() begins one
 * @prefix: the columns before `iteration`, with the comma behind them
 * @suffix: the columns after `class`
 * @row_prefix: what rows of the other tables begin with, with the comma
 *	behind it: run, block, arm, kernel, topology, mapping
 * @metrics: the metrics that the workload declares
 */
struct sample_sink {
	FILE *samples;
	FILE *const *tables;
	const char *prefix;
	const char *suffix;
	const char *row_prefix;
	const struct metric *metrics;
};

/**
 * sample_emit - write one sample
 * @metric: a name from the workload's table; anything else is -EINVAL
 * @item: what of the metric (a phase, a class, a zone), "" for none
 * @nid: NUMA node, -1 for none
 * @value: the number, in the metric's unit
 *
 * Return: 0 or -errno with @err set.
 */
int sample_emit(const struct sample_sink *sink, const char *metric,
		const char *item, int nid, uint64_t value, struct error *err);

/**
 * sample_emit_part - write one sample of several alike in one boot
 * @iteration: from 0, in the order of time
 * @value: with three decimals where it has some
 *
 * Return: as sample_emit().
 */
int sample_emit_part(const struct sample_sink *sink, const char *metric,
		     const char *item, int nid, uint64_t iteration,
		     double value, struct error *err);

#endif
