/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_DIRECT_OPTIONS_H
#define NUMABOOT_DIRECT_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/error.h"
#include "probes/direct-map/backing.h"
#include "probes/direct-map/operations.h"

/**
 * struct direct_options - what the command line asks for
 * @counts: how often each operation is done in a row
 * @chosen: which operations are done at all
 * @bytes: memory that `read` reads in; 0 when it was not named
 * @read_bytes: how much of it at once
 * @samples: rows of each kind
 * @mark: mark rows by stores, time nothing
 */
struct direct_options {
	uint64_t counts[OPERATION_COUNT];
	bool chosen[OPERATION_COUNT];
	uint64_t bytes;
	uint64_t read_bytes;
	uint64_t samples;
	uint64_t seed;
	uint64_t seconds;
	enum backing backing;
	bool local;
	bool mark;
	bool emulated;
};

/**
 * direct_options_parse - read the command line
 *
 * --help and --version print and exit with 0.
 *
 * Return: 0, or -EINVAL with one sentence.
 */
int direct_options_parse(struct direct_options *options, int argc,
			 const char **argv, struct error *err);

#endif
