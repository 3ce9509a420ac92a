/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_WORKLOAD_H
#define NUMABOOT_WORKLOAD_H

#include <stdbool.h>

#include "lib/error.h"

struct sample_sink;
struct symbols;
struct topology;

/**
 * struct metric - what a number means
 * @name: dotted, lower case, ends in what is counted
 * @unit: "instructions", "calls", "iterations", "pages", "bytes", …
 * @noisy: false: any spread between runs of a cell is an error
 * @direction: which way is better: "less", "more" or "none"
 * @min_effect: smallest relative change worth reporting
 * @description: one sentence
 */
struct metric {
	const char *name;
	const char *unit;
	bool noisy;
	const char *direction;
	double min_effect;
	const char *description;
};

/**
 * struct run_evidence - what a workload may read to make its samples
 * @directory: the sealed evidence folder of one completed run
 * @topology: what the guest was given
 * @symbols: the kernels' symbol groups and milestones
 */
struct run_evidence {
	const char *directory;
	const struct topology *topology;
	const struct symbols *symbols;
};

/**
 * struct workload - one question that a boot answers
 * @name: also its folder under workloads/
 * @parameters: what it adds to the kernel's command line
 * @profiled: the profile plugin is loaded
 * @metrics: ends with an entry whose name is NULL
 * @read_samples: turn one completed run's evidence into samples;
 *	returns 0 or -errno with the sentence set
 */
struct workload {
	const char *name;
	const char *parameters;
	bool profiled;
	const struct metric *metrics;
	int (*read_samples)(const struct run_evidence *evidence,
			    const struct sample_sink *sink, struct error *err);
};

extern const struct workload workload_count;
extern const struct workload workload_placement;
extern const struct workload workload_wall;

#endif
