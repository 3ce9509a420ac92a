/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_PROBE_H
#define NUMABOOT_PROBE_H

/*
 * The main program of every probe.  It reads the options, looks at the host,
 * says what cannot be measured there and takes samples of the rest: passes
 * over all cells, each in an order of its own.  It always ends by a deadline;
 * what it has printed by then are whole lines.
 */

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "lib/error.h"
#include "probes/common/facts.h"
#include "probes/common/limits.h"
#include "probes/common/nodes.h"
#include "probes/common/options.h"
#include "probes/common/record.h"

/* Exit codes: some failed, wrong options, not all can be measured here. */
#define PROBE_FAILED 1
#define PROBE_USAGE 2
#define PROBE_SKIPPED 77

/**
 * struct probe_turn - the sample that is to be taken
 * @number: its place in the order, from 1
 * @block: pass over all cells, from 1
 * @cell: what @make_cells made
 * @seed: of this sample
 */
struct probe_turn {
	uint64_t number;
	uint64_t block;
	const void *cell;
	uint64_t seed;
};

/**
 * struct probe - what one program measures
 * @name: of the program
 * @options: filled in by @parse
 * @parse: read the command line; -EINVAL ends the program
 * @set_defaults: what was not named and is not as usual
 * @print_facts: lines of the header that only this probe has
 * @find_limits: more that cannot be measured here, taken out of the options
 * @make_cells: everything that is sampled once in a pass; freed by free()
 * @cell_bytes: size of a cell
 * @prepare: once, before the first sample
 * @columns: of a row
 * @take: take a sample, print its row
 * @run: decides what is done, as probe_measure() does; NULL: that.  It
 *	returns the exit code
 */
struct probe {
	const char *name;
	struct probe_options *options;
	int (*parse)(int argc, const char **argv, struct error *err);
	void (*set_defaults)(void);
	void (*print_facts)(FILE *out);
	void (*find_limits)(struct limits *limits, const struct nodes *nodes);
	void *(*make_cells)(const struct nodes *nodes, size_t *count);
	size_t cell_bytes;
	int (*prepare)(const struct nodes *nodes, size_t cell_count,
		       struct error *err);
	const struct record_column *columns;
	int (*take)(FILE *out, const struct probe_turn *turn,
		    struct error *err);
	int (*run)(const struct host_facts *facts, const struct nodes *nodes);
};

/**
 * probe_main - what main() does
 *
 * Return: the exit code.
 */
int probe_main(const struct probe *probe, int argc, const char **argv);

/**
 * probe_measure - print the header, the limits and a row for each sample
 *
 * Return: 0, PROBE_FAILED, or PROBE_SKIPPED when there are limits.
 */
int probe_measure(const struct probe *probe, const struct host_facts *facts,
		  const struct nodes *nodes);

/** probe_fail - print the sentence; Return: @code */
int probe_fail(const struct probe *probe, const struct error *err, int code);

#endif
