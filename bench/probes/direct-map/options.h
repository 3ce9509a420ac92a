/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_DIRECT_OPTIONS_H
#define NUMABOOT_DIRECT_OPTIONS_H

/*
 * What direct-map is asked for.  Names are those of the command line, of facts
 * in the header and of docs/man/direct-map.1.
 */

#include <stdbool.h>
#include <stdint.h>

#include "lib/error.h"
#include "probes/common/options.h"
#include "probes/direct-map/backing.h"
#include "probes/direct-map/operations.h"

/**
 * struct direct_options - what the command line asks for
 * @common: what every probe is asked for; `read` reads in @bytes of it
 * @counts: how often each operation is done in a row
 * @chosen: which operations are done at all
 * @read_bytes: how much is read at once
 * @backing: what is read
 * @mark: mark rows by stores, time nothing
 */
struct direct_options {
	struct probe_options common;
	uint64_t counts[OPERATION_COUNT];
	bool chosen[OPERATION_COUNT];
	uint64_t read_bytes;
	enum backing backing;
	bool mark;
};

/**
 * direct_options_parse - read the command line, see probe_options_parse()
 *
 * Return: 0, or -EINVAL with one sentence.
 */
int direct_options_parse(struct direct_options *options, int argc,
			 const char **argv, struct error *err);

#endif
