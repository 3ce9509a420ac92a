/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_SAMPLE_H
#define NUMABOOT_SAMPLE_H

#include <stdint.h>
#include <stdio.h>

#include "lib/error.h"
#include "workload/workload.h"

/**
 * struct sample_sink - where a workload puts its numbers
 * @samples: rows of samples.csv
 * @placements: rows of placements.csv
 * @blocks: rows of memory-blocks.csv
 * @functions: rows of functions.csv
 * @prefix: the columns before `iteration`, with the comma behind them
 * @suffix: the columns after `class`
 * @row_prefix: what rows of the other tables begin with, with the comma
 *	behind it: run, block, arm, kernel, topology, mapping
 * @metrics: the metrics that the workload declares
 */
struct sample_sink {
	FILE *samples;
	FILE *placements;
	FILE *blocks;
	FILE *functions;
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
